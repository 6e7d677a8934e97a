import { describe, expect, it } from 'vitest';
import type { ActivityRow } from '../../metrics/activity.js';
import { countCauses } from '../../metrics/end-causes.js';
import { makeStormRow } from '../../storage/testing/make-storm-row.js';
import { randomStream } from '../../system/random.js';
import { makeActivity, makeHistogram, makeLoad } from '../testing/make-measurement.js';
import { listStormRows, summariseStorm } from './storm.js';

/** Return attempts by bin; as many of them firsts as the second number says, by default all. */
function attemptsOf(
  ...counts: readonly (readonly [bin: number, attempts: number, first?: number])[]
): ActivityRow[] {
  return counts.map(([bin, returnAttempts, firstReturnAttempts = returnAttempts]) =>
    makeActivity(bin, { attempts: returnAttempts, returnAttempts, firstReturnAttempts }),
  );
}

function summarise(activity: readonly ActivityRow[], disconnected = 0, faults = 1) {
  const returnAttempts = activity.reduce((sum, row) => sum + row.returnAttempts, 0);
  return summariseStorm(makeLoad({ returnAttempts, disconnected }), activity, faults);
}

describe('peaks', () => {
  it.each<[string, ActivityRow[], number, number]>([
    ['nothing', [], 0, 0],
    ['one bin', attemptsOf([5, 30]), 30, 300],
    ['ten bins in a row', attemptsOf(...Array.from({ length: 10 }, (_, bin) => [bin, 4] as const)), 4, 400],
    [
      'eleven bins: only ten fit',
      attemptsOf(...Array.from({ length: 11 }, (_, bin) => [bin, 4] as const)),
      4,
      400,
    ],
    ['across the edges of timeline bins', attemptsOf([9, 7], [10, 8], [18, 1], [19, 50]), 50, 590],
    ['nine bins apart still together', attemptsOf([0, 5], [9, 5]), 5, 100],
    ['ten bins apart no more', attemptsOf([0, 5], [10, 6]), 6, 60],
  ])('%s', (_name, activity, per10Ms, perSecond) => {
    expect(summarise(activity)).toMatchObject({
      peakAttemptsPer10Ms: per10Ms,
      peakAttemptsPerSecond: perSecond,
    });
  });

  it('compares with the mean from the first to the last attempt', () => {
    // 40 attempts over 1 s (100 bins) are 40 a second; the fullest 100 ms holds 20.
    expect(summarise(attemptsOf([100, 20], [150, 10], [199, 10])).peakToMean).toBe(5);
    // What fits into one window is its own mean.
    expect(summarise(attemptsOf([100, 20])).peakToMean).toBe(1);
    expect(summarise([]).peakToMean).toBeNull();
  });

  it('does not take bins without attempts for part of the storm', () => {
    const quiet = [
      makeActivity(0, { delivered: 5 }),
      ...attemptsOf([100, 20], [109, 20]),
      makeActivity(9_000, { delivered: 5 }),
    ];
    expect(summarise(quiet).peakToMean).toBe(1);
  });

  it('is found in a trial of hours', () => {
    const hours = Array.from({ length: 400_000 }, (_, bin) =>
      makeActivity(bin, { delivered: 1, returnAttempts: 1 }),
    );
    expect(summarise(hours)).toMatchObject({
      peakAttemptsPer10Ms: 1,
      peakAttemptsPerSecond: 100,
      peakToMean: 1,
    });
  });
});

describe('the first wave', () => {
  it('of clients spread evenly over b is N/b', () => {
    const even = attemptsOf(...Array.from({ length: 200 }, (_, bin) => [300 + bin, 5] as const));
    expect(summarise(even).firstWavePerSecond).toBe(500);
  });

  it('of full jitter is N/b within what chance allows', () => {
    const counts = new Map<number, number>();
    const random = randomStream(4, 'test');
    for (let client = 0; client < 10_000; client++) {
      const bin = Math.floor(random() * 200);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    const wave = summarise(attemptsOf(...[...counts].sort(([a], [b]) => a - b))).firstWavePerSecond ?? 0;
    // The distance of the quartiles of 10,000 uniform draws has a standard deviation of 1 %.
    expect(wave / 5_000).toBeGreaterThan(0.96);
    expect(wave / 5_000).toBeLessThan(1.04);
  });

  it('of a single peak is bounded by the width of a bin', () => {
    expect(summarise(attemptsOf([50, 1_000])).firstWavePerSecond).toBe(50_000);
  });

  it('counts first attempts only, however many others there are', () => {
    const even = Array.from({ length: 100 }, (_, bin) => [bin, 50, 2] as const);
    expect(summarise(attemptsOf(...even)).firstWavePerSecond).toBe(200);
  });

  it('is not told for several faults, none, or a handful of attempts', () => {
    const even = attemptsOf(...Array.from({ length: 100 }, (_, bin) => [bin, 2] as const));
    expect(summarise(even, 200, 2).firstWavePerSecond).toBeNull();
    expect(summarise(even, 200, 0).firstWavePerSecond).toBeNull();
    expect(summarise(attemptsOf([1, 3])).firstWavePerSecond).toBeNull();
  });
});

describe('returns', () => {
  it('counts those who never came back as never', () => {
    const load = makeLoad({
      disconnected: 10,
      returned: 9,
      awaitedServer: 6,
      gaveUp: 1,
      returnAttempts: 25,
      returnFailures: { ...countCauses(), refused: 15, timeout: 1 },
      histograms: new Map([
        ['back.disconnect', makeHistogram([1, 2, 3, 4, 5, 6, 7, 8, 9].map((second) => second * 100))],
        ['back.ready', makeHistogram([10, 20, 30, 40, 50])],
      ]),
    });
    expect(summariseStorm(load, [], 1)).toMatchObject({
      disconnected: 10,
      returned: 9,
      gaveUp: 1,
      failed: 16,
      amplification: 2.5,
      failures: { refused: 15, timeout: 1, reset: 0 },
      backUs: {
        fromDisconnect: { p50: 500, p90: 900, p99: null, p100: null },
        // A cut caused the other four losses: nobody waited for the server there.
        fromReady: { p50: 30, p90: null, p99: null, p100: null },
      },
    });
  });

  it('of all gives the time of the last one', () => {
    const load = makeLoad({
      disconnected: 2,
      histograms: new Map([['back.disconnect', makeHistogram([100, 123_457])]]),
    });
    const { fromDisconnect, fromReady } = summariseStorm(load, [], 1).backUs;
    expect(fromDisconnect).toEqual({ p50: 100, p90: 123_457, p99: 123_457, p100: 123_457 });
    expect(fromReady).toEqual({ p50: null, p90: null, p99: null, p100: null });
  });

  it('are nothing to divide by when nobody was lost', () => {
    expect(summarise([])).toMatchObject({ disconnected: 0, amplification: null, firstWavePerSecond: null });
  });
});

describe('listStormRows', () => {
  it('sets measured beside predicted, in order of time, and leaves quiet bins out', () => {
    const activity = [
      makeActivity(1, { delivered: 9, subscribed: 3, attempts: 3 }),
      makeActivity(400, {
        attempts: 5,
        returnAttempts: 4,
        firstReturnAttempts: 3,
        failed: 3,
        returnFailed: 2,
      }),
      makeActivity(402, { subscribed: 2, returned: 2, disconnected: 1 }),
    ];
    const predicted = new Map([
      [403, 1.5],
      [400, 6],
    ]);
    const load = makeLoad({
      returnsDue: [
        [399, 1],
        [400, 3],
      ],
      returnFailuresByCause: { refused: [[400, 2]], closed: [[401, 5]] },
    });
    const expected = new Float64Array(405);
    expected[400] = 4.000_04;
    expected[404] = 0.25;
    expected[390] = 1e-9;
    expect(listStormRows(activity, predicted, { load, expected })).toEqual([
      makeStormRow(3_990_000, { due: 1, expected: 0 }),
      makeStormRow(4_000_000, {
        attempts: 4,
        firstAttempts: 3,
        failed: 2,
        refused: 2,
        predicted: 6,
        due: 3,
        expected: 4,
      }),
      makeStormRow(4_020_000, { subscribed: 2, lost: 1, expected: 0 }),
      makeStormRow(4_030_000, { predicted: 1.5, expected: 0 }),
      makeStormRow(4_040_000, { expected: 0.25 }),
    ]);
    expect(listStormRows(activity, new Map(), { load })[0]).toMatchObject({ expected: null });
  });
});
