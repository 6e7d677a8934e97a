import { describe, expect, it } from 'vitest';
import { countCauses } from '../../../metrics/end-causes.js';
import type { Measurement } from '../../../metrics/measurement.js';
import {
  makeActivity,
  makeHistogram,
  makeLoad,
  makeMeasurement,
  makeServerSample,
} from '../../testing/make-measurement.js';
import { findLimits, shareOfCore, watchServerInStorm } from './find-limits.js';

/** Clients returning from 5.0 s to 6.0 s. */
const activity = [makeActivity(500, { returnAttempts: 90 }), makeActivity(599, { returned: 90 })];

function limitsOf(more: Partial<Measurement>): string[] {
  return findLimits(makeMeasurement({ activity, ...more })).map(({ limit }) => limit);
}

/** Readings each 100 ms from 4.5 s to 6.5 s with this share of a core in use. */
function busyServer(share: number) {
  return Array.from({ length: 21 }, (_, at) =>
    makeServerSample(4_500_000 + at * 100_000, { cpuUs: at * 100_000 * share, loopDelayMaxUs: at * 1_000 }),
  );
}

describe('limits', () => {
  it('are none in a storm that met none, and without a storm', () => {
    expect(limitsOf({ serverSamples: busyServer(0.5) })).toEqual([]);
    expect(limitsOf({ activity: [], listenOverflows: { recovery: 5 } })).toEqual([]);
  });

  it.each<[string, Partial<Measurement>]>([
    ['backlog', { listenOverflows: { outage: 3, recovery: 40, steady: 0 } }],
    ['admission', { load: makeLoad({ returnFailures: { ...countCauses(), unavailable: 7 } }) }],
    ['server-cpu', { serverSamples: busyServer(0.95) }],
    [
      'accept-rate',
      {
        kernelSamples: [5.1, 5.2, 5.3].map((s) => ({ atUs: s * 1e6, established: 0, listenQueue: 12 })),
        load: makeLoad({ histograms: new Map([['reconnect', makeHistogram([400_000])]]) }),
      },
    ],
    ['generator', { load: makeLoad({ histograms: new Map([['attempt.lag', makeHistogram([250_000])]]) }) }],
  ])('name %s by its own evidence', (limit, more) => {
    expect(limitsOf(more)).toEqual([limit]);
  });

  it('do not blame a queue that keeps nobody waiting, nor overflows of a steady phase', () => {
    const kernelSamples = [5.1, 5.2, 5.3].map((s) => ({ atUs: s * 1e6, established: 0, listenQueue: 12 }));
    expect(limitsOf({ kernelSamples })).toEqual([]);
    // Empty in between, however often it was seen filled.
    const emptied = [5.1, 5.2, 5.3, 5.4].map((s, at) => ({
      atUs: s * 1e6,
      established: 0,
      listenQueue: at % 2,
    }));
    const load = makeLoad({ histograms: new Map([['reconnect', makeHistogram([400_000])]]) });
    expect(limitsOf({ kernelSamples: emptied, load })).toEqual([]);
    expect(limitsOf({ listenOverflows: { steady: 9 } })).toEqual([]);
  });

  it('see a queue that stays filled in few readings of a long table', () => {
    const kernelSamples = [5.1, 5.9].map((s) => ({ atUs: s * 1e6, established: 0, listenQueue: 506 }));
    const load = makeLoad({ histograms: new Map([['reconnect', makeHistogram([400_000])]]) });
    const [limit] = findLimits(makeMeasurement({ activity, kernelSamples, load }));
    expect(limit).toMatchObject({ limit: 'accept-rate' });
    expect(limit?.evidence).toContain('filled for 800 ms');
  });

  it('blame the CPU alone for the queue before a server that is short of it', () => {
    const kernelSamples = [5.1, 5.2, 5.3].map((s) => ({ atUs: s * 1e6, established: 0, listenQueue: 12 }));
    const load = makeLoad({ histograms: new Map([['reconnect', makeHistogram([400_000])]]) });
    expect(limitsOf({ kernelSamples, load, serverSamples: busyServer(0.95) })).toEqual(['server-cpu']);
    expect(limitsOf({ kernelSamples, load, serverSamples: busyServer(0.5) })).toEqual(['accept-rate']);
  });

  it('tell how many times and how much', () => {
    const [limit] = findLimits(makeMeasurement({ activity, listenOverflows: { recovery: 40, outage: 2 } }));
    expect(limit?.evidence).toContain('overflowed 42 times');
  });
});

describe('the server in a storm', () => {
  it('is watched from the first attempt to the last return', () => {
    const watched = watchServerInStorm(
      makeMeasurement({
        activity,
        serverSamples: busyServer(0.25),
        listenOverflows: { recovery: 4, steady: 1 },
      }),
    );
    expect(watched).toEqual({
      cpuShare: 0.25,
      loopDelayMaxUs: 16_000,
      listenQueueMax: null,
      listenOverflows: 4,
    });
  });

  it('counts each life of its own', () => {
    const samples = [
      makeServerSample(100, { life: 1, cpuUs: 900 }),
      makeServerSample(200, { life: 2, cpuUs: 10 }),
      makeServerSample(300, { life: 2, cpuUs: 60 }),
    ];
    expect(shareOfCore(samples, { fromUs: 0, toUs: 1_000 })).toBe(0.5);
    expect(shareOfCore([], { fromUs: 0, toUs: 1_000 })).toBeUndefined();
  });
});
