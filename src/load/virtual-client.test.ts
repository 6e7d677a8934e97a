import { describe, expect, it } from 'vitest';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { ClientStage } from './testing/client-stage.js';

describe('connecting', () => {
  it('times the connection from the instant the client was due, through failed attempts', () => {
    const stage = new ClientStage();
    const client = stage.addClient(0, 1_000);
    stage.at(3_000, () => stage.transport.last.end('refused'));
    stage.at(503_000, () => undefined);
    stage.at(510_000, () => stage.transport.last.subscribe());

    expect(stage.attemptInstants).toEqual([1_000, 503_000]);
    expect(stage.summary('connect')).toMatchObject({ count: 1, min: 509_000, max: 509_000 });
    expect(stage.summary('reconnect').count).toBe(0);
    expect(stage.recorder).toMatchObject({ opened: 1, subscribedNow: 1, returnAttempts: 0 });
    expect(stage.recorder.failures.refused).toBe(1);
    expect(stage.recorder.returnFailures.refused).toBe(0);
    expect(client.encodeLedger()).toMatchObject({ subscribedAtUs: 510_000, connections: 1, attempts: 2 });
  });

  it('is due late when the process is: the wait counts', () => {
    const stage = new ClientStage();
    stage.time.advanceTo(4_000);
    stage.addClient(0, 1_000);
    stage.at(5_000, () => stage.transport.last.subscribe());
    expect(stage.attemptInstants).toEqual([4_000]);
    expect(stage.summary('connect').max).toBe(4_000);
  });

  it('asks for its own source address and resumes from the cursor of the last connection', () => {
    const stage = new ClientStage();
    Object.assign(stage.around, { localAddressOf: (client: number) => `127.0.1.${client}` });
    stage.addClient(7);
    stage.at(10, () => stage.transport.last.subscribe('e-41'));
    stage.at(20, () => stage.transport.last.end('reset'));
    stage.at(500_020, () => stage.transport.last.end('refused'));
    stage.time.advanceTo(1_000_020);
    expect(stage.transport.attempts.map(({ request }) => request)).toEqual([
      { client: 7, server: 0, cursor: undefined, localAddress: '127.0.1.7' },
      { client: 7, server: 0, cursor: 'e-41', localAddress: '127.0.1.7' },
      { client: 7, server: 0, cursor: 'e-41', localAddress: '127.0.1.7' },
    ]);
  });

  it('begins at the process that is its own, and goes to the next after every loss and failed attempt', () => {
    const stage = new ClientStage({ servers: 3 });
    stage.addClient(5);
    stage.at(10, () => stage.transport.last.end('refused'));
    stage.at(500_010, () => stage.transport.last.end('refused'));
    stage.at(1_000_010, () => stage.transport.last.subscribe('e-1'));
    stage.at(1_000_020, () => stage.transport.last.end('closed'));
    stage.time.advanceTo(1_500_020);
    expect(stage.transport.attempts.map(({ request }) => request.server)).toEqual([2, 0, 1, 2]);
  });
});

describe('a server that turns a client away', () => {
  // An EventSource would stay away after any answer but 200; a storm is made of clients that do not.
  it.each(['unavailable', 'handshake', 'timeout', 'refused'] as const)('(%s) is asked again', (cause) => {
    const stage = new ClientStage();
    stage.addClient();
    stage.at(10, () => stage.transport.last.subscribe('e-1'));
    stage.at(20, () => stage.transport.last.end('reset'));
    stage.at(500_030, () => stage.transport.last.end(cause));
    stage.time.advanceTo(1_000_030);
    expect(stage.attemptInstants).toEqual([0, 500_020, 1_000_030]);
  });
});

describe('a server that turns a client away for good', () => {
  it('is not asked again', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(10, () => stage.transport.last.subscribe('e-1'));
    stage.at(20, () => stage.transport.last.end('closed'));
    stage.at(500_030, () => stage.transport.last.end('handshake', { isFinal: true }));
    stage.time.advanceTo(60_000_000);
    expect(stage.attemptInstants).toEqual([0, 500_020]);
    expect(client.subscribed).toBe(false);
    expect(stage.recorder).toMatchObject({ opened: 1, subscribedNow: 0, returnAttempts: 1, gaveUp: 1 });
    expect(stage.recorder.returnFailures.handshake).toBe(1);
  });
});

describe('a client whose policy gives up', () => {
  function makeStage(): ClientStage {
    const stage = new ClientStage();
    const policy: ReconnectPolicy = { delayUs: (attempt) => (attempt < 2 ? 500_000 : undefined) };
    Object.assign(stage.around, { backoff: { seed: 1, policy, resetAfterUs: 0 } });
    return stage;
  }

  it('stays away for good, and counts once', () => {
    const stage = makeStage();
    const client = stage.addClient();
    stage.at(10, () => stage.transport.last.subscribe('e-1'));
    stage.at(20, () => stage.transport.last.end('closed'));
    stage.at(500_020, () => stage.transport.last.end('refused'));
    expect(stage.recorder.gaveUp).toBe(0);
    stage.at(1_000_020, () => stage.transport.last.end('refused'));
    client.cut('reset');
    stage.time.advanceTo(60_000_000);
    expect(stage.attemptInstants).toEqual([0, 500_020, 1_000_020]);
    expect(stage.recorder).toMatchObject({ gaveUp: 1, disconnected: 1, returned: 0, subscribedNow: 0 });
    client.finish();
    expect(client.encodeLedger()).toMatchObject({ presentAtEnd: false, delays: 2 });
  });

  it('is no lost connection when it never had one', () => {
    const stage = makeStage();
    stage.addClient();
    for (const atUs of [10, 500_010, 1_000_010]) stage.at(atUs, () => stage.transport.last.end('refused'));
    stage.time.advanceTo(60_000_000);
    expect(stage.attemptInstants).toEqual([0, 500_010, 1_000_010]);
    expect(stage.recorder.gaveUp).toBe(0);
  });
});

describe('receiving', () => {
  it('times deliveries from the due instant in the envelope and counts each message once', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(2_500, () => stage.transport.last.deliver(0, 2_000));
    stage.at(9_000, () => stage.transport.last.deliver(2, 6_000));
    stage.at(9_100, () => stage.transport.last.deliver(1, 4_000));
    stage.at(9_200, () => stage.transport.last.deliver(2, 6_000));

    expect(stage.summary('delivery.steady')).toMatchObject({ count: 3, min: 500, max: 5_100 });
    expect(stage.summary('delivery.steady').mean).toBe((500 + 3_000 + 5_100) / 3);
    expect(stage.recorder.delivered).toBe(3);
    expect(client.encodeLedger()).toMatchObject({
      delivered: [0, 2],
      duplicate: 1,
      outOfOrder: 1,
      recovered: 0,
    });
  });

  it('counts a replayed message as recovered, a replayed duplicate as duplicate only', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(200, () => stage.transport.last.deliver(0, 150));
    stage.at(300, () => stage.transport.last.end('reset'));
    stage.at(500_400, () => stage.transport.last.subscribe());
    stage.at(500_500, () => stage.transport.last.deliver(0, 150, true));
    stage.at(500_600, () => stage.transport.last.deliver(1, 400, true));
    expect(client.encodeLedger()).toMatchObject({
      delivered: [0, 1],
      duplicate: 1,
      outOfOrder: 0,
      recovered: 1,
    });
    expect(stage.summary('delivery.steady')).toMatchObject({ count: 2, max: 500_200 });
  });

  it('leaves out messages of another trial, and tells warm-up from measured by the due instant', () => {
    const stage = new ClientStage();
    stage.around.measureFromUs = 1_000;
    const client = stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(1_200, () => stage.transport.last.deliver(0, 999));
    stage.at(1_300, () => stage.transport.last.deliver(1, 1_000));
    stage.at(1_400, () => stage.transport.last.deliver(2, 1_100, false, 'deadbeef'));
    expect(stage.summary('delivery.warm-up')).toMatchObject({ count: 1, max: 201 });
    expect(stage.summary('delivery.steady')).toMatchObject({ count: 1, max: 300 });
    expect(stage.recorder).toMatchObject({ foreign: 1, delivered: 2 });
    expect(client.encodeLedger().delivered).toEqual([0, 1]);
  });

  it('takes down poll responses and skipped polls', () => {
    const stage = new ClientStage();
    stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(200, () => stage.transport.last.handlers.onPollResponse(1_700));
    stage.at(300, () => stage.transport.last.handlers.onPollsSkipped(3));
    expect(stage.summary('response')).toMatchObject({ count: 1, max: 1_700 });
    expect(stage.recorder.skippedPolls).toBe(3);
  });
});

describe('losing and returning', () => {
  it('waits by its policy after the loss and after each failure, and times the return', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(1_000_000, () => stage.transport.last.end('reset'));
    stage.at(1_500_300, () => stage.transport.last.end('refused'));
    stage.at(2_000_900, () => stage.transport.last.subscribe());

    expect(stage.attemptInstants).toEqual([0, 1_500_000, 2_000_300]);
    expect(stage.recorder).toMatchObject({
      disconnected: 1,
      returned: 1,
      returnAttempts: 2,
      opened: 2,
      subscribedNow: 1,
    });
    expect(stage.recorder.failures.refused).toBe(1);
    expect(stage.recorder.returnFailures.refused).toBe(1);
    expect(stage.summary('reconnect')).toMatchObject({ count: 1, max: 600 });
    expect(stage.summary('back.disconnect')).toMatchObject({ count: 1, max: 1_000_900 });
    expect(client.encodeLedger()).toMatchObject({ subscribedAtUs: 100, connections: 2, attempts: 3 });
    const activity = stage.recorder.activity.take(10_000_000);
    expect(
      activity.map(({ bin, attempts, returnAttempts, firstReturnAttempts }) => ({
        bin,
        attempts,
        returnAttempts,
        firstReturnAttempts,
      })),
    ).toEqual([
      { bin: 0, attempts: 1, returnAttempts: 0, firstReturnAttempts: 0 },
      { bin: 100, attempts: 0, returnAttempts: 0, firstReturnAttempts: 0 },
      { bin: 150, attempts: 1, returnAttempts: 1, firstReturnAttempts: 1 },
      { bin: 200, attempts: 1, returnAttempts: 1, firstReturnAttempts: 0 },
    ]);
  });

  it('does not count the end of a connection as a failed attempt, nor the other way round', () => {
    const stage = new ClientStage();
    stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(200, () => stage.transport.last.end('closed'));
    expect(stage.recorder.failures.closed).toBe(0);
    expect(stage.recorder.disconnected).toBe(1);
    stage.at(500_300, () => stage.transport.last.end('timeout'));
    expect(stage.recorder.failures.timeout).toBe(1);
    expect(stage.recorder.disconnected).toBe(1);
  });

  it('keeps what the server said last about when to return', () => {
    const stage = new ClientStage({ reconnect: { policy: 'server', delayUs: 500_000 } });
    stage.addClient();
    stage.at(100_000, () => stage.transport.last.end('refused'));
    stage.at(700_000, () => stage.transport.last.subscribe());
    stage.at(1_000_000, () => stage.transport.last.end('closed', { retryAfterUs: 70_000 }));
    stage.at(1_080_000, () => stage.transport.last.end('refused'));
    stage.at(1_200_000, () => stage.transport.last.end('unavailable', { retryAfterUs: 2_000_000 }));
    stage.time.advanceTo(9_000_000);
    expect(stage.attemptInstants).toEqual([0, 600_000, 1_070_000, 1_150_000, 3_200_000]);
  });

  it('lets the transport name the next attempt, whatever the policy', () => {
    const stage = new ClientStage();
    stage.addClient();
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(1_000, () => stage.transport.last.end('reset', { nextAttemptUs: 77_777 }));
    stage.time.advanceTo(200_000);
    expect(stage.attemptInstants).toEqual([0, 77_777]);
  });

  it('returns to the first delay after a connection that held, and not after one that did not', () => {
    const stage = new ClientStage({
      reconnect: { policy: 'exponential', baseUs: 100_000, capUs: 10_000_000, resetAfterUs: 1_000_000 },
    });
    stage.addClient();
    stage.at(1, () => stage.transport.last.subscribe());
    stage.at(2_000_001, () => stage.transport.last.end('reset'));
    stage.at(2_100_002, () => stage.transport.last.subscribe());
    stage.at(3_100_001, () => stage.transport.last.end('reset'));
    stage.at(3_300_002, () => stage.transport.last.subscribe());
    stage.at(4_300_002, () => stage.transport.last.end('reset'));
    stage.time.advanceTo(9_000_000);
    // Held 2 s: 100 ms. Held 999,999 µs: goes on with 200 ms. Held exactly 1 s: 100 ms again.
    expect(stage.attemptInstants).toEqual([0, 2_100_001, 3_300_001, 4_400_002]);
  });
});

describe('being cut and finished', () => {
  it('loses a cut connection like any other and returns by its policy', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    client.cut('reset');
    stage.at(100, () => stage.transport.last.subscribe());
    stage.at(1_000, () => client.cut('reset'));
    expect(stage.transport.last.closedBy).toBe('reset');
    expect(stage.recorder).toMatchObject({ disconnected: 1, subscribedNow: 0 });
    client.cut('close');
    stage.time.advanceTo(600_000);
    expect(stage.attemptInstants).toEqual([0, 501_000]);
    expect(stage.transport.attempts[0]?.closedBy).toBe('reset');
  });

  it('does not cut an attempt that is still under way', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(100, () => client.cut('reset'));
    expect(stage.transport.last.closedBy).toBeUndefined();
  });

  it.each([
    ['waiting for its first attempt', 0, false],
    ['in the middle of an attempt', 100, false],
    ['subscribed', 200, true],
    ['waiting to return', 300, false],
  ])('ends for good while %s', (_state, atUs, presentAtEnd) => {
    const stage = new ClientStage();
    const client = stage.addClient(0, 50);
    stage.time.plan(150, () => stage.transport.attempts[0]?.subscribe());
    stage.time.plan(250, () => stage.transport.attempts[0]?.end('reset'));
    stage.time.advanceTo(atUs);
    const [attempts, lost] = [stage.attemptInstants.length, stage.recorder.disconnected];
    client.finish();
    stage.time.advanceTo(9_000_000);
    expect(stage.attemptInstants).toHaveLength(attempts);
    expect(stage.recorder.disconnected).toBe(lost);
    expect(client.subscribed).toBe(false);
    expect(client.encodeLedger().presentAtEnd).toBe(presentAtEnd);
  });
});

describe('a client whose connection goes silent', () => {
  it('says when it noticed, and why', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(10, () => stage.transport.last.subscribe());
    stage.at(1_000, () => client.silence(900));
    stage.at(4_000, () => stage.transport.last.end('timeout'));
    expect(stage.summary('noticed.timeout')).toMatchObject({ count: 1, max: 3_100 });
    // Its next connection is another matter.
    stage.at(504_000, () => stage.transport.last.subscribe());
    stage.at(600_000, () => stage.transport.last.end('reset'));
    expect(stage.recorder.encodeHistograms()['noticed.reset']).toBeUndefined();
  });

  it('notices nothing of a cut by its own side, nor one without a connection', () => {
    const stage = new ClientStage();
    const client = stage.addClient();
    client.silence(0);
    stage.at(10, () => stage.transport.last.subscribe());
    stage.at(20, () => stage.transport.last.end('reset'));
    stage.at(500_020, () => stage.transport.last.subscribe());
    stage.at(600_000, () => client.silence(600_000));
    stage.at(700_000, () => client.cut('reset'));
    expect(Object.keys(stage.recorder.encodeHistograms()).filter((name) => /^noticed/.test(name))).toEqual(
      [],
    );
  });
});

describe('a client that vanishes', () => {
  function vanishAt(atUs: number, port = 4_000) {
    const stage = new ClientStage();
    const client = stage.addClient();
    stage.at(10, () => stage.transport.last.subscribe('e-7'));
    const { last } = stage.transport;
    stage.at(atUs, () => client.vanish(port));
    return { stage, client, last };
  }

  it('leaves its connection as it is, and does nothing more', () => {
    const { stage, client, last } = vanishAt(1_000);
    stage.time.advanceTo(60_000_000);
    expect(last).toMatchObject({ vanished: true, buried: false, closedBy: undefined });
    expect(stage.attemptInstants).toEqual([0]);
    expect(client.subscribed).toBe(false);
    expect(client.localEnd).toBeUndefined();
    expect(stage.recorder).toMatchObject({ disconnected: 1, subscribedNow: 0, returned: 0 });
  });

  it('returns by its policy when it wakes, from where it was', () => {
    const { stage, client, last } = vanishAt(1_000);
    stage.at(3_000_000, () => client.wake());
    expect(last.buried).toBe(true);
    stage.at(3_500_000, () => stage.transport.last.subscribe());
    expect(stage.attemptInstants).toEqual([0, 3_500_000]);
    expect(stage.transport.last.request.cursor).toBe('e-7');
    expect(stage.summary('back.disconnect')).toMatchObject({ count: 1, max: 3_499_000 });
  });

  it('wakes once, and not at all when it never went', () => {
    const { stage, client } = vanishAt(1_000);
    stage.at(2_000, () => client.wake());
    stage.at(3_000, () => client.wake());
    stage.time.advanceTo(600_000);
    expect(stage.attemptInstants).toHaveLength(2);
    const other = vanishAt(1_000, 4_001);
    other.stage.at(2_000, () => other.client.wake());
    expect(other.last.vanished).toBe(false);
    expect(other.stage.attemptInstants).toHaveLength(1);
  });

  it('lets go of the connection at the end', () => {
    const { client, last } = vanishAt(1_000);
    client.finish();
    expect(last.buried).toBe(true);
    expect(client.encodeLedger().presentAtEnd).toBe(false);
  });
});
