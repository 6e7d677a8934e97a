import { describe, expect, it } from 'vitest';
import { fixedHalfSecond } from '../../../load/testing/client-stage.js';
import type { BinCounts } from '../../../metrics/bin-counts.js';
import type { FaultRecord } from '../../../metrics/measurement.js';
import { Backoff, planBackoff } from '../../../reconnect/backoff.js';
import type { ReconnectSettings } from '../../../scenario/scenario.js';
import { makeScenario } from '../../../scenario/testing/make-scenario.js';
import { makeActivity, makeFault } from '../../testing/make-measurement.js';
import { expectStorm } from './expect-storm.js';
import { fitStorm } from './fit-storm.js';

const clients = 2_000;
const lostBin = 400;
const endUs = 40_000_000;

/** Attempts of seeded clients that all lose their connections within one bin. */
function simulate(seed: number, reconnect: ReconnectSettings, readyAtUs: number): BinCounts {
  const plan = planBackoff(seed, reconnect);
  const bins = new Map<number, number>();
  for (let client = 0; client < clients; client++) {
    const backoff = new Backoff(plan, client);
    backoff.lose(0);
    for (let atUs = lostBin * 10_000 + ((client + 0.5) / clients) * 10_000; atUs < endUs; ) {
      atUs += backoff.nextDelayUs() ?? Number.POSITIVE_INFINITY;
      if (atUs >= endUs) break;
      const bin = Math.floor(atUs / 10_000);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
      if (atUs >= readyAtUs) break;
    }
  }
  return [...bins].sort(([a], [b]) => a - b);
}

function expectFor(reconnect: ReconnectSettings, faults: readonly FaultRecord[]) {
  const storm = expectStorm(
    { scenario: makeScenario({ reconnect }) },
    {
      activity: [makeActivity(lostBin, { disconnected: clients })],
      faults,
      phases: [{ name: 'steady', startUs: 0, endUs }],
    },
  );
  if (storm === undefined) throw new Error('no expectation');
  return storm;
}

const jitter: ReconnectSettings = { ...fixedHalfSecond, baseUs: 1_000_000, capUs: 8_000_000 };

function crash(downUs: number): FaultRecord {
  return makeFault({ injectedAtUs: lostBin * 10_000, readyAtUs: lostBin * 10_000 + downUs });
}

describe('the fit of seeded storms', () => {
  it.each<[ReconnectSettings['policy'], number]>([
    ['full-jitter', 0],
    ['equal-jitter', 0],
    ['decorrelated-jitter', 0],
    ['full-jitter', 3_000_000],
    ['equal-jitter', 3_000_000],
    ['decorrelated-jitter', 12_000_000],
  ])('with %s and a server down for %d µs is rejected as seldom as a test at 1 %% may', (policy, downUs) => {
    const reconnect = { ...jitter, policy };
    const fault = crash(downUs);
    const storm = expectFor(reconnect, downUs === 0 ? [] : [fault]);
    const seeds = 100;
    const chances = Array.from(
      { length: seeds },
      (_, seed) => fitStorm(simulate(seed, reconnect, fault.readyAtUs ?? 0), storm).p,
    );
    // Binomial counts of 100: 1 is expected below 0.01, up to 50 below a half; four standard deviations.
    expect(chances.filter((p) => p < 0.01).length).toBeLessThanOrEqual(5);
    expect(chances.filter((p) => p < 0.5).length).toBeGreaterThan(20);
    expect(chances.filter((p) => p < 0.5).length).toBeLessThan(70);
  });

  it.each<[string, Partial<ReconnectSettings>]>([
    ['another policy', { policy: 'equal-jitter' }],
    ['a window that is 10 % too wide', { baseUs: 1_100_000 }],
    ['a fixed delay', { policy: 'fixed', delayUs: 500_000 }],
  ])('rejects the prediction of %s', (_name, more) => {
    const storm = expectFor({ ...jitter, policy: 'full-jitter', ...more }, []);
    expect(fitStorm(simulate(1, { ...jitter, policy: 'full-jitter' }, 0), storm).p).toBeLessThan(1e-6);
  });

  it('rejects the prediction of another downtime', () => {
    const reconnect: ReconnectSettings = { ...jitter, policy: 'full-jitter' };
    const storm = expectFor(reconnect, [crash(5_000_000)]);
    expect(fitStorm(simulate(1, reconnect, crash(3_000_000).readyAtUs ?? 0), storm).p).toBeLessThan(1e-6);
  });

  it('knows the fullest 100 ms to expect', () => {
    const reconnect: ReconnectSettings = { ...jitter, policy: 'full-jitter' };
    const storm = expectFor(reconnect, []);
    const peaks = Array.from(
      { length: 400 },
      (_, seed) => fitStorm(simulate(seed, reconnect, 0), storm).peakPer100Ms,
    );
    const mean = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
    const { expectedPeakPer100Ms, peakDeviationPer100Ms, peakBoundPer100Ms, due, expected } = fitStorm(
      simulate(1, reconnect, 0),
      storm,
    );
    // Bins of 200: a tenth of the standard deviation of one for a mean of a hundred, and as much for what bins do to each other.
    expect(Math.abs(mean - expectedPeakPer100Ms)).toBeLessThan(0.2 * Math.sqrt(200));
    const deviation = Math.sqrt(peaks.reduce((sum, peak) => sum + (peak - mean) ** 2, 0) / peaks.length);
    // A standard deviation from n draws is itself uncertain by √((κ − 1) ÷ 4n); maxima have the kurtosis κ = 5.4 of Gumbel's
    // distribution, so a nineteenth for 400 storms; three times that.
    expect(Math.abs(deviation / peakDeviationPer100Ms - 1)).toBeLessThan(0.158);
    expect(mean).toBeLessThan(peakBoundPer100Ms);
    expect(peakBoundPer100Ms - mean).toBeLessThan(Math.sqrt(200));
    expect([due, Math.round(expected)]).toEqual([clients, clients]);
  });
});

describe('the expected storm', () => {
  it.each<[string, ReconnectSettings, FaultRecord[]]>([
    ['the machine sets the rate', { ...jitter, policy: 'immediate' }, [crash(1_000_000)]],
    ['a policy has no law', { ...jitter, policy: 'reconnecting-websocket' }, []],
    ['a fault holds attempts up', jitter, [{ ...crash(0), mode: null, silenced: 'all' }]],
    [
      'one process of several is away',
      jitter,
      [{ ...crash(1_000_000), mode: null, process: { index: 0, of: 2 } }],
    ],
    ['a fault lasts', jitter, [{ ...crash(0), mode: null, endedAtUs: 9_000_000 }]],
  ])('is unknown where %s', (_name, reconnect, faults) => {
    expect(() => expectFor(reconnect, faults)).toThrow('no expectation');
  });
});
