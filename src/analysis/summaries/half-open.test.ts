import { describe, expect, it } from 'vitest';
import type { FaultRecord, Measurement } from '../../metrics/measurement.js';
import { makeScenario } from '../../scenario/testing/make-scenario.js';
import type { HalfOpenResult } from '../../storage/result.js';
import {
  makeActivity,
  makeFault,
  makeHistogram,
  makeLoad,
  makeMeasurement,
  makeServerSample,
} from '../testing/make-measurement.js';
import { summariseHalfOpen } from './half-open.js';

const base = makeScenario();
const scenario = makeScenario({
  clients: { ...base.clients, staleAfterUs: 3_000_000 },
  publish: { ...base.publish, ratePerSecond: 20 },
  server: { ...base.server, heartbeatUs: 1_000_000 },
});

function silence(more: Partial<FaultRecord>): FaultRecord {
  return makeFault({ kind: 'blackhole', mode: null, readyAtUs: null, share: 0, clients: [], ...more });
}

function summarise(more: Partial<Measurement>, of = scenario): HalfOpenResult | undefined {
  return summariseHalfOpen(of, makeMeasurement(more));
}

/** Ten clients come in the ramp and three of them are gone from 4 s on. */
const activity = [makeActivity(50, { subscribed: 10 }), makeActivity(400, { disconnected: 3 })];

describe('summariseHalfOpen', () => {
  it('says nothing where no connection went silent', () => {
    expect(summarise({ faults: [makeFault()] })).toBeUndefined();
  });

  it('counts who went silent: all that were subscribed, or those that a fault names', () => {
    const faults = [
      silence({ injectedAtUs: 2_000_000, silenced: 'all' }),
      silence({ injectedAtUs: 6_000_000, silenced: 3 }),
    ];
    expect(summarise({ activity, faults })?.silenced).toBe(13);
  });

  it('sums up when clients gave up, by cause', () => {
    const load = makeLoad({
      histograms: new Map([
        ['noticed.timeout', makeHistogram([2_960_000, 2_980_000])],
        ['noticed.reset', makeHistogram([7_000_000])],
      ]),
    });
    expect(summarise({ load, faults: [silence({ silenced: 'all' })] })?.clients).toMatchObject({
      byCause: { timeout: 2, reset: 1 },
      afterUs: { count: 3, min: 2_960_000, max: 7_000_000 },
    });
  });

  it('times what the server gave up from the last fault before it, and leaves earlier ones out', () => {
    const serverSamples = [
      makeServerSample(3_000_000, { reapings: [{ atUs: 2_500_000, by: 'overflow' }] }),
      makeServerSample(6_000_000, { reapings: [{ atUs: 5_500_000, by: 'ping' }] }),
      makeServerSample(9_000_000, { reapings: [{ atUs: 8_200_000, by: 'tcp' }] }),
    ];
    const faults = [
      silence({ injectedAtUs: 4_000_000, silenced: 2 }),
      silence({ injectedAtUs: 7_000_000, silenced: 2 }),
    ];
    expect(summarise({ serverSamples, faults })?.server).toMatchObject({
      byCause: { ping: 1, tcp: 1 },
      afterUs: { count: 2, min: 1_200_000, max: 1_500_000 },
    });
  });

  it('counts what the server holds for nobody: peak, over time, at the end', () => {
    const phases = [{ name: 'steady' as const, startUs: 0, endUs: 8_000_000 }];
    const at = (atUs: number, connections: number) => makeServerSample(atUs, { connections });
    // At 4.02 s the one side may not have heard what the other has.
    const serverSamples = [at(3_000_000, 12), at(4_020_000, 9), at(5_000_000, 10), at(7_000_000, 8)];
    expect(
      summarise({ activity, phases, serverSamples, faults: [silence({ silenced: 3 })] })?.zombies,
    ).toEqual({ peak: 3, seconds: 3 + 2 * 2 + 1, atEnd: 1 });
  });
});

describe('what settings foresee', () => {
  const predict = (fault: Partial<FaultRecord>, of = scenario): unknown => {
    const halfOpen = summarise({ faults: [silence(fault)] }, of);
    return [halfOpen?.clients.predictedUs, halfOpen?.server.predictedUs];
  };
  const pings = { fromUs: 1_000_000, toUs: 2_000_000 };
  const silences = { fromUs: 2_950_000, toUs: 3_000_000 };

  it.each<[string, Partial<FaultRecord>, unknown]>([
    ['a blackhole for good', { silenced: 'all' }, [silences, pings]],
    ['one over before a ping is missed', { silenced: 'all', endedAtUs: 4_900_000 }, [silences, null]],
    ['clients gone', { kind: 'vanish', silenced: 3 }, [null, pings]],
    ['a server that stands still', { kind: 'stall', silenced: 'all' }, [silences, null]],
  ])('%s', (_name, fault, expected) => {
    expect(predict(fault)).toEqual(expected);
  });

  it.each([
    ['sse', { fromUs: 2_950_000, toUs: 3_000_000 }],
    ['long-poll', { fromUs: 2_950_000, toUs: 3_000_000 }],
    ['short-poll', { fromUs: 2_000_000, toUs: 3_000_000 }],
  ] as const)('nothing of the server on %s', (transport, clients) => {
    expect(predict({ silenced: 'all' }, { ...scenario, transport })).toEqual([clients, null]);
  });

  it.each([
    ['alone', {}, { fromUs: 500_000, toUs: 2_500_000 }],
    ['beside a patience that ends first', { staleAfterUs: 1_000_000 }, { fromUs: 500_000, toUs: 1_000_000 }],
  ])('pings of the clients’ own, %s', (_name, more, clients) => {
    const heartbeat = { everyUs: 2_000_000, timeoutUs: 500_000 };
    const pinging = { ...scenario, clients: { ...base.clients, heartbeat, ...more } };
    expect(predict({ silenced: 'all' }, pinging)).toEqual([clients, pings]);
  });

  it('nothing of clients that never give up', () => {
    expect(predict({ silenced: 'all' }, makeScenario())).toEqual([null, { fromUs: 15e6, toUs: 30e6 }]);
  });
});
