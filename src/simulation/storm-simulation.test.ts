import { describe, expect, it } from 'vitest';
import { Backoff, planBackoff } from '../reconnect/backoff.js';
import type { ReconnectPolicy } from '../reconnect/reconnect-policy.js';
import { summariseSimulation } from './storm-outcome.js';
import { StormSimulation } from './storm-simulation.js';
import { listSynWaitsUs } from './tcp-timers.js';
import { makeStorm, runStorm } from './testing/make-storm.js';

const fullJitter = { policy: 'full-jitter', baseUs: 2_000_000, capUs: 2_000_000 } as const;

describe('against closed forms', () => {
  it('drains N clients that come at once in N / C', () => {
    const { storm } = summariseSimulation(runStorm({ clients: 5_000 }));
    // All knock at 1 s, half a second after the server was ready; two round trips and N services later the last is back.
    expect(storm.backUs.fromReady.p100).toBe(500_000 + 2 * 1_000 + 5_000 * 1_000);
    expect(storm.backUs.fromReady.p50).toBeCloseTo(500_000 + 2 * 1_000 + 2_500 * 1_000, -4);
    expect(storm.amplification).toBe(1);
    expect(storm.peakAttemptsPerSecond).toBe(50_000);
  });

  it('shares the queue out among servers: N / (k · C)', () => {
    const servers = { count: 4, acceptPerSecond: 1_000, handshakeUs: 0, backlog: 10_000 };
    const { storm } = summariseSimulation(runStorm({ clients: 4_000, servers }));
    expect(storm.backUs.fromReady.p100).toBe(500_000 + 2 * 1_000 + 1_000 * 1_000);
  });

  it('begins with N / b attempts a second with full jitter over b, within five standard deviations a bin', () => {
    const clients = 20_000;
    const servers = { count: 1, acceptPerSecond: 1e6, handshakeUs: 0, backlog: 65_535 };
    const simulation = runStorm({ clients, outageUs: 0, reconnect: fullJitter, servers });
    const { storm } = summariseSimulation(simulation);
    expect(Math.abs((storm.firstWavePerSecond ?? 0) - clients / 2)).toBeLessThan(0.03 * (clients / 2));
    for (const row of simulation.recorder.listActivity().filter(({ bin }) => bin < 199)) {
      expect(Math.abs(row.attempts - clients / 200)).toBeLessThan(5 * Math.sqrt(clients / 200));
    }
    // Everyone is let in at the first attempt: time to half of them is half the window.
    expect(storm.amplification).toBe(1);
    expect(Math.abs((storm.backUs.fromReady.p50 ?? 0) - 1_002_000)).toBeLessThan(30_000);
  });

  it('knocks at 1.565 N / b a second just before t = b while the server stays away', () => {
    const clients = 200_000;
    const simulation = runStorm({
      clients,
      outageUs: 2_100_000,
      roundTripUs: 100,
      untilUs: 2_000_000,
      reconnect: { policy: 'full-jitter', baseUs: 2_000_000, capUs: 60_000_000 },
    });
    const last = simulation.recorder.listActivity().filter(({ bin }) => bin >= 195);
    const perSecond = last.reduce((sum, { attempts }) => sum + attempts, 0) / 0.05;
    expect(perSecond / (clients / 2)).toBeGreaterThan(1.51);
    expect(perSecond / (clients / 2)).toBeLessThan(1.59);
  });

  it('lets in what the bucket holds and then its rate', () => {
    const admission = { ratePerSecond: 100, burst: 100, retryAfterUs: undefined, jitter: 0 };
    const servers = { count: 1, acceptPerSecond: 100_000, handshakeUs: 0, backlog: 65_535 };
    const simulation = runStorm({ clients: 1_000, admission, servers });
    const { storm } = summariseSimulation(simulation);
    // A hundred at once, and a hundred with every return a second later; handshakes of one return take 10 ms, which is a token.
    expect(storm.returned).toBe(1_000);
    expect(Math.floor((storm.backUs.fromReady.p100 ?? 0) / 1e6)).toBe(9);
    expect(storm.attempts).toBeGreaterThan(5_400);
    expect(storm.attempts).toBeLessThanOrEqual(5_500);
    expect(storm.failures.unavailable).toBe(simulation.admission?.refused);
  });
});

describe('a full accept queue', () => {
  const servers = { count: 1, acceptPerSecond: 100, handshakeUs: 0, backlog: 9 };

  it('holds one more than the backlog beside the one that is served', () => {
    const simulation = runStorm({ clients: 100, servers, untilUs: 1_100_000 });
    expect(simulation.queues).toMatchObject({ served: 11, overflows: 89 });
  });

  it('drops ACKs that come too late for a place, and takes up requests that are sent again', () => {
    const reconnect = { connectTimeoutUs: 8_000_000, delayUs: 1_000_000 };
    const returnedBy = (untilUs: number) =>
      summariseSimulation(runStorm({ clients: 100, servers, reconnect, untilUs })).storm;
    // All SYNs come at 1 s, in one instant, and find room. 11 ACKs take the places, then 11 requests each 0.2, 0.4, 0.8, 1.6,
    // 3.2 and 6.4 s later; a service takes 10 ms, the kernel's timers end in slots.
    const seconds = [1.15, 1.35, 1.6, 2.1, 2.9, 4.7, 8.3];
    expect(seconds.map((at) => returnedBy(at * 1e6).returned)).toEqual([11, 22, 33, 44, 55, 66, 77]);
    expect(returnedBy(8_900_000).failures.timeout).toBe(0);
    expect(returnedBy(9_500_000)).toMatchObject({ attempts: 100, failures: { timeout: 23 } });
  });

  it.each([
    ['after 1, 3 and 7 s', 0, [1.1, 3.2, 3.2, 7.4]],
    ['after 1, 2, 3 and 4 s where Linux is newer', 4, [1.1, 2.2, 3.2, 4.3]],
  ])('has SYNs that nobody answers sent again %s', (_, linear, expected) => {
    const back = [0.9, 1.9, 2.9, 3.9].map((seconds, at) => {
      const { storm } = summariseSimulation(
        runStorm({
          clients: 5,
          outageUs: seconds * 1e6,
          whileAway: 'drop',
          reconnect: { policy: 'immediate' },
          synWaitsUs: listSynWaitsUs(linear),
        }),
      );
      expect(storm).toMatchObject({ attempts: 5, failed: 0 });
      const backSeconds = (storm.backUs.fromDisconnect.p100 ?? 0) / 1e6;
      return backSeconds > Math.floor(expected[at] ?? 0) && backSeconds < (expected[at] ?? 0);
    });
    expect(back).toEqual([true, true, true, true]);
  });

  it('costs the server its time for clients that have given up waiting', () => {
    const reconnect = { connectTimeoutUs: 500_000, delayUs: 1_000_000 };
    const wide = { ...servers, backlog: 10_000 };
    const { storm, server } = summariseSimulation(runStorm({ clients: 100, servers: wide, reconnect }));
    expect(storm.returned).toBe(100);
    expect(server.handshakes).toBeGreaterThan(100);
    expect(server.handshakes - server.inVain).toBe(100);
  });
});

describe('conservation', () => {
  it.each([1_000_000, 3_000_000, 20_000_000])(
    'every client is back, has given up or still tries, after %d µs',
    (untilUs) => {
      const servers = { count: 2, acceptPerSecond: 100, handshakeUs: 0, backlog: 64 };
      const simulation = runStorm({ clients: 3_000, servers, untilUs, reconnect: fullJitter });
      const { clients, storm } = summariseSimulation(simulation);
      expect(clients.back + clients.gaveUp + clients.trying).toBe(3_000);
      expect(clients.back).toBe(storm.returned);
      expect(simulation.tallySteps()).toEqual({
        back: clients.back,
        away: clients.gaveUp,
        other: clients.trying,
      });
      // Whatever was begun has ended, or is still under way.
      expect(storm.attempts).toBeGreaterThanOrEqual(storm.returned + storm.failed);
    },
  );

  it('ends when all are back, and attempts are returns and failures then', () => {
    const { clients, storm } = summariseSimulation(runStorm({ reconnect: fullJitter, outageUs: 3_000_000 }));
    expect(clients).toEqual({ total: 1_000, back: 1_000, gaveUp: 0, trying: 0 });
    expect(storm.attempts).toBe(storm.returned + storm.failed);
    expect(storm.failures.refused).toBe(storm.failed);
  });

  it('counts those whose policy gives up', () => {
    const simulation = new StormSimulation(makeStorm({ outageUs: 60_000_000 }), {
      delayUs: (attempt) => (attempt < 3 ? 1_000_000 : undefined),
    });
    while (simulation.advance(1_000));
    const { clients, storm } = summariseSimulation(simulation);
    expect(clients).toEqual({ total: 1_000, back: 0, gaveUp: 1_000, trying: 0 });
    expect(storm).toMatchObject({ attempts: 3_000, failed: 3_000, gaveUp: 1_000 });
    expect(storm.backUs.fromReady.p50).toBeNull();
  });
});

describe('the same seed', () => {
  const settings = { clients: 2_000, reconnect: fullJitter, outageUs: 4_000_000 } as const;

  it('gives the same storm, and another one another', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => summariseSimulation(runStorm({ ...settings, seed })));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it.each([
    { policy: 'full-jitter', baseUs: 2_000_000, capUs: 2_000_000 },
    { policy: 'decorrelated-jitter', baseUs: 300_000, capUs: 3_000_000 },
    { policy: 'reconnecting-websocket' },
    { policy: 'signalr' },
    { policy: 'grpc-js' },
  ] as const)('gives every client the delays that a real one draws: $policy', (reconnect) => {
    const simulation = runStorm({ ...settings, reconnect, clients: 50, outageUs: 9_000_000 });
    const plan = planBackoff(1, simulation.settings.reconnect);
    const expected: number[] = [];
    for (let client = 0; client < 50; client++) {
      const backoff = new Backoff(plan, client);
      backoff.lose(0);
      for (let atUs = backoff.nextDelayUs() ?? 0; ; atUs += 1_000 + (backoff.nextDelayUs() ?? 0)) {
        expected.push(Math.floor(atUs / 10_000));
        if (atUs + 500 >= 9_000_000) break;
      }
    }
    const bins = simulation.recorder
      .listActivity()
      .flatMap(({ bin, attempts }) => Array<number>(attempts).fill(bin));
    expect(bins).toEqual(expected.sort((a, b) => a - b));
  });
});

describe('losses', () => {
  it('are noticed one after the other', () => {
    const { storm } = summariseSimulation(runStorm({ clients: 100, lossSpanUs: 1_000_000, outageUs: 0 }));
    expect(storm.backUs.fromDisconnect.p100).toBeLessThan(1_010_000);
    expect(storm.backUs.fromReady.p100).toBeGreaterThan(1_980_000);
  });

  it('are noticed when a real run noticed them', () => {
    const losses = [
      { atUs: 0, overUs: 10_000, count: 30 },
      { atUs: 200_000, overUs: 10_000, count: 70 },
    ];
    const simulation = runStorm({ clients: 100, losses, outageUs: 0 });
    const bins = simulation.recorder.listActivity().filter(({ attempts }) => attempts > 0);
    expect(bins.map(({ bin, attempts }) => [bin, attempts])).toEqual([
      [100, 30],
      [120, 70],
    ]);
  });
});

describe('clients that draw nothing', () => {
  const instants = [
    { atUs: 0, overUs: 0, count: 300 },
    { atUs: 7_000, overUs: 0, count: 1 },
    { atUs: 9_000, overUs: 50_000, count: 99 },
  ];
  const settings = makeStorm({ clients: 400, losses: instants, outageUs: 100_000, whileAway: 'refuse' });
  const simulate = (policy: ReconnectPolicy, losses = settings.losses) => {
    const simulation = new StormSimulation({ ...settings, losses }, policy);
    while (simulation.advance(100));
    return { ...summariseSimulation(simulation), ...simulation.tallySteps() };
  };

  it('do together what they would do one by one', () => {
    const together = simulate({ delayUs: (attempt) => 3_000 + attempt });
    const single = simulate({
      delayUs: (attempt, _previous, random) => 3_000 + attempt + Math.floor(random()),
    });
    expect(together).toEqual(single);
    expect(together.storm.failures.refused).toBeGreaterThan(10 * 400);
  });

  it('give up together', () => {
    const { clients, away } = simulate({ delayUs: (attempt) => (attempt < 5 ? 1_000 : undefined) });
    expect(clients.gaveUp).toBe(400);
    expect(away).toBe(400);
  });

  it('may differ by what each drew once, which keeps them apart', () => {
    const { storm } = simulate(
      { delayUs: () => 0, forClient: (random) => ({ delayUs: () => Math.floor(1e6 * random()) }) },
      [{ atUs: 0, overUs: 0, count: 400 }],
    );
    // All together they would make at least 400 in one bin.
    expect(storm.peakAttemptsPer10Ms).toBeLessThan(100);
  });
});
