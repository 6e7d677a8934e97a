import type { BinCounts } from '../../../metrics/bin-counts.js';
import { boundPeak, expectPeak } from './expect-peak.js';
import type { ExpectedStorm } from './expect-storm.js';
import { type Fit, fitCounts } from './fit-counts.js';

/** Ten activity bins: 100 ms. */
const coarseBins = 10;

export interface StormFit extends Fit {
  /** Attempts due, and as many as expected. */
  readonly due: number;
  readonly expected: number;
  /** In the fullest of the bins of 100 ms, which start at the first loss. */
  readonly peakPer100Ms: number;
  readonly expectedPeakPer100Ms: number;
  /** Standard deviation of that, and its bound μ + √(2 μ ln m). */
  readonly peakDeviationPer100Ms: number;
  readonly peakBoundPer100Ms: number;
}

/** Holds the attempts that were due against the expected ones, in bins of 100 ms from the first loss on. */
export function fitStorm(returnsDue: BinCounts, storm: ExpectedStorm): StormFit {
  const first = firstBin(returnsDue, storm);
  const observed = sumCoarse(returnsDue, first, storm.attempts.length);
  const expected = sumCoarse([...storm.attempts.entries()], first, storm.attempts.length);
  const due = observed.reduce((sum, count) => sum + count, 0);
  // A client that comes back at its first attempt makes one and no more: the attempts add up to the losses.
  const total = storm.isSingleWave ? storm.losses : undefined;
  const peak = expectPeak(expected, total);
  return {
    ...fitCounts(observed, expected, total),
    due,
    expected: expected.reduce((sum, count) => sum + count, 0),
    peakPer100Ms: Math.max(0, ...observed),
    expectedPeakPer100Ms: peak.mean,
    peakDeviationPer100Ms: peak.deviation,
    peakBoundPer100Ms: boundPeak(expected),
  };
}

function firstBin(returnsDue: BinCounts, { attempts }: ExpectedStorm): number {
  const expected = attempts.findIndex((count) => count > 0);
  const due = returnsDue[0]?.[0] ?? attempts.length;
  return Math.min(due, expected < 0 ? attempts.length : expected);
}

function sumCoarse(fine: BinCounts, first: number, end: number): number[] {
  const coarse = new Array<number>(Math.max(1, Math.ceil((end - first) / coarseBins))).fill(0);
  for (const [bin, count] of fine) {
    const at = Math.floor((bin - first) / coarseBins);
    if (at >= 0 && at < coarse.length) coarse[at] = (coarse[at] ?? 0) + count;
  }
  return coarse;
}
