import { afterEach, describe, expect, it } from 'vitest';
import { unaccountedBytes } from '../metrics/byte-split.js';
import { ManualClock } from './testing/manual-clock.js';
import { until } from './testing/recording-handlers.js';
import { type HttpExchange, startScriptedHttp } from './testing/scripted-http.js';
import { TransportRig } from './testing/transport-rig.js';
import type { TransportName } from './transport.js';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const empty = 'HTTP/1.1 204 No Content\r\n\r\n';
const emptyClosing = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n';

function batch(id: number, ...messages: string[]): string {
  const body = JSON.stringify({ cursor: `abc-${id}`, gap: false, messages });
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A polling client on time that stands still, and a server that answers only when told. */
async function setUp(name: TransportName, cursor?: string) {
  const exchanges: HttpExchange[] = [];
  const server = await startScriptedHttp((exchange) => exchanges.push(exchange));
  const clock = new ManualClock();
  clock.advanceTo(1_000_000);
  const rig = new TransportRig(name, server.url, {
    clock,
    due: clock.due,
    connectTimeoutUs: 50_000,
    poll: { periodUs: 1000, originUs: 1_000_000, phaseUs: () => 300 },
    holdUs: 25_000_000,
  });
  stops.push(async () => {
    await rig.finish();
    await server.stop();
    expect(rig.violations).toEqual([]);
    expect(unaccountedBytes(rig.context.bytes)).toBe(0);
  });
  const opened = rig.open(cursor);

  /** Waits for request number `count`, answers it and waits until the client has dealt with the answer. */
  async function answer(count: number, response: string, dealtWith: () => boolean): Promise<void> {
    await until(() => exchanges.length === count);
    exchanges[count - 1]?.socket.write(response);
    await until(dealtWith);
  }

  async function subscribe(): Promise<void> {
    await answer(1, batch(5), () => opened.handlers.subscribed);
  }

  return { ...opened, rig, clock, exchanges, answer, subscribe, bytes: rig.context.bytes };
}

describe('LongPollConnection', () => {
  it('asks to be answered at once when it resumes, then to be held', async () => {
    const { exchanges, subscribe } = await setUp('long-poll', 'abc-5');
    await subscribe();
    await until(() => exchanges.length === 2);
    expect(exchanges.map(({ path }) => path)).toEqual([
      '/long-poll?cursor=abc-5&wait=0',
      '/long-poll?cursor=abc-5&hold=25',
    ]);
  });

  it('asks without a cursor on a first connection', async () => {
    const { exchanges, subscribe } = await setUp('long-poll');
    await subscribe();
    expect(exchanges[0]?.path).toBe('/long-poll');
  });

  it('splits the bytes of every kind of poll exactly', async () => {
    const { rig, handlers, connection, exchanges, answer, bytes } = await setUp('long-poll', 'abc-3');
    await answer(1, batch(5, 'old1', 'old2'), () => handlers.subscribed);
    await answer(2, empty, () => handlers.responseTimesUs.length === 1);
    await answer(3, batch(6, 'né"w'), () => handlers.responseTimesUs.length === 2);
    await until(() => exchanges.length === 4);
    connection.close('close');
    await rig.finish();
    const [handshake = 0, second = 0, third = 0, fourth = 0] = exchanges.map(({ request }) => request.length);
    const handshakeAnswer = Buffer.byteLength(batch(5, 'old1', 'old2'));
    const thirdAnswer = Buffer.byteLength(batch(6, 'né"w'));
    expect(bytes).toEqual({
      received: handshakeAnswer + empty.length + thirdAnswer,
      sent: handshake + second + third + fourth,
      setup: handshake + handshakeAnswer - 8,
      payload: 8 + 5,
      compression: 0,
      framing: thirdAnswer - 5,
      requests: third + fourth,
      heartbeats: 0,
      emptyPolls: second + empty.length,
    });
    expect(handlers.replayFlags).toEqual([true, true, false]);
    expect(handlers.messages.map(({ payloadBytes }) => payloadBytes)).toEqual([4, 4, 5]);
    expect(connection.cursor).toBe('abc-6');
  });

  it('is due again the moment it is answered', async () => {
    const { handlers, clock, exchanges, answer, subscribe } = await setUp('long-poll');
    await subscribe();
    await until(() => exchanges.length === 2);
    clock.advanceTo(1_007_000);
    await answer(2, empty, () => handlers.responseTimesUs.length === 1);
    await until(() => exchanges.length === 3);
    clock.advanceTo(1_007_250);
    await answer(3, empty, () => handlers.responseTimesUs.length === 2);
    expect(handlers.responseTimesUs).toEqual([7000, 250]);
    expect(handlers.skippedPolls).toBe(0);
  });

  it('sends no poll after an answer that closes the connection', async () => {
    const { rig, handlers, exchanges, answer, subscribe } = await setUp('long-poll');
    await subscribe();
    await answer(2, emptyClosing, () => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'closed', detail: 'server closed the connection' });
    expect(exchanges.length).toBe(2);
  });

  it('takes a FIN instead of an answer for a tear-down, and the poll for unanswered', async () => {
    const { rig, handlers, exchanges, subscribe, bytes } = await setUp('long-poll');
    await subscribe();
    await until(() => exchanges.length === 2);
    exchanges[1]?.socket.end();
    await until(() => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'reset', detail: 'stream ended early' });
    expect(bytes.requests).toBe(exchanges[1]?.request.length);
  });

  it('takes an answer cut short for a tear-down', async () => {
    const { rig, handlers, exchanges, subscribe, bytes } = await setUp('long-poll');
    await subscribe();
    await until(() => exchanges.length === 2);
    const cut = batch(6, 'new').slice(0, -4);
    exchanges[1]?.socket.end(cut);
    await until(() => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toMatchObject({ cause: 'reset' });
    expect(handlers.messages).toEqual([]);
    expect(bytes).toMatchObject({ framing: cut.length, requests: exchanges[1]?.request.length });
  });

  it.each([
    ['an error status', 'HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n', 'status 500'],
    ['an empty answer to the handshake', empty, 'status 204'],
    ['an answer that is no batch', batch(5).replace('cursor', 'cursed'), 'not a poll batch'],
  ])('takes %s for a failed handshake', async (_name, response, detail) => {
    const { rig, handlers, answer, bytes } = await setUp('long-poll');
    await answer(1, response, () => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'handshake', detail });
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });

  it('passes on that an established server became unavailable', async () => {
    const { rig, handlers, answer, subscribe, bytes } = await setUp('long-poll');
    await subscribe();
    const refusal = 'HTTP/1.1 503 No\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n';
    await answer(2, refusal, () => handlers.end !== undefined);
    await rig.finish();
    expect(handlers.end).toEqual({ cause: 'unavailable', detail: 'status 503', retryAfterUs: 2_000_000 });
    expect(bytes.setup).toBe(bytes.received + bytes.sent);
  });
});

describe('ShortPollConnection', () => {
  it('polls on its grid, and counts the response time from the due instant', async () => {
    const { handlers, clock, exchanges, answer, subscribe } = await setUp('short-poll');
    clock.advanceTo(1_000_100);
    await subscribe();
    clock.advanceTo(1_000_299);
    expect(exchanges.length).toBe(1);
    clock.advanceTo(1_000_310);
    await answer(2, empty, () => handlers.responseTimesUs.length === 1);
    clock.advanceTo(1_001_300);
    await until(() => exchanges.length === 3);
    clock.advanceTo(1_001_500);
    await answer(3, batch(6, 'new'), () => handlers.responseTimesUs.length === 2);
    expect(exchanges.map(({ path }) => path)).toEqual([
      '/short-poll',
      '/short-poll?cursor=abc-5',
      '/short-poll?cursor=abc-5',
    ]);
    expect(handlers.responseTimesUs).toEqual([10, 200]);
    expect(handlers.skippedPolls).toBe(0);
    expect(handlers.replayFlags).toEqual([false]);
  });

  it('skips and counts the polls that fall due while one is unanswered', async () => {
    const { handlers, clock, exchanges, answer, subscribe } = await setUp('short-poll');
    await subscribe();
    clock.advanceTo(1_000_300);
    await until(() => exchanges.length === 2);
    clock.advanceTo(1_002_800);
    await answer(2, empty, () => handlers.responseTimesUs.length === 1);
    expect(handlers.responseTimesUs).toEqual([2500]);
    expect(handlers.skippedPolls).toBe(2);
    expect(exchanges.length).toBe(2);
    clock.advanceTo(1_003_300);
    await until(() => exchanges.length === 3);
  });

  it('tells of a connection lost between two polls at once, and when the next poll would be due', async () => {
    const { handlers, clock, exchanges, subscribe } = await setUp('short-poll');
    await subscribe();
    clock.advanceTo(1_000_250);
    exchanges[0]?.socket.end();
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toEqual({
      cause: 'closed',
      detail: 'server closed the connection',
      nextAttemptUs: 1_000_300,
    });
  });

  it('does the same for a RST', async () => {
    const { handlers, exchanges, subscribe } = await setUp('short-poll');
    await subscribe();
    exchanges[0]?.socket.resetAndDestroy();
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toEqual({ cause: 'reset', detail: 'ECONNRESET', nextAttemptUs: 1_000_300 });
  });

  it('leaves the next attempt to the policy when a poll was under way, and counts what that poll skipped', async () => {
    const { handlers, clock, exchanges, subscribe } = await setUp('short-poll');
    await subscribe();
    clock.advanceTo(1_000_300);
    await until(() => exchanges.length === 2);
    clock.advanceTo(1_001_400);
    exchanges[1]?.socket.resetAndDestroy();
    await until(() => handlers.end !== undefined);
    expect(handlers.end).toEqual({ cause: 'reset', detail: 'ECONNRESET' });
    expect(handlers.skippedPolls).toBe(1);
  });

  it('makes no poll after it was closed', async () => {
    const { rig, clock, connection, exchanges, subscribe } = await setUp('short-poll');
    await subscribe();
    connection.close('close');
    clock.advanceTo(1_005_000);
    await rig.finish();
    expect(exchanges.length).toBe(1);
    expect(clock.due.size).toBe(0);
  });

  it('gives an attempt its time limit once, and none to an established connection', async () => {
    const { handlers, clock, rig } = await setUp('short-poll');
    clock.advanceTo(1_050_000);
    expect(handlers.end).toMatchObject({ cause: 'timeout' });
    await rig.finish();
    expect(clock.due.size).toBe(0);
  });
});
