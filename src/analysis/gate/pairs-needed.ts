import type { GateOptions } from './gate-types.js';
import { fewestPairs, type TestedSeries } from './judge-paired.js';
import { normalQuantile } from './normal-quantile.js';

/** The smallest number of pairs of which the signed-rank test can prove anything, for its smallest chance is 2⁻ⁿ. */
export function leastPairs(alpha: number, family: number): number {
  return Math.max(fewestPairs, Math.ceil(Math.log2(Math.max(1, family) / alpha) - 1e-9));
}

/**
 * How many pairs in all would probably settle an inconclusive metric, if what was seen of ratio and noise stays: widths shrink with √n,
 * so an interval must become as narrow as the distance of its median from the limit, or a test as sure as Holm's correction asks.
 * @returns infinity where the ratio seen is the limit itself
 */
export function estimatePairs(tested: TestedSeries, family: number, { alpha }: GateOptions): number {
  const { worse, limit, interval, p } = tested;
  const least = leastPairs(alpha, family);
  if (interval === undefined || worse.length < fewestPairs) return least;
  const distance = Math.abs(interval.median - limit);
  if (interval.median <= limit)
    return Math.max(least, stretch(worse.length, interval.high - interval.median, distance));
  const seen = -normalQuantile(Math.min(p.regression, 0.5));
  return Math.max(least, stretch(worse.length, -normalQuantile(alpha / Math.max(1, family)), seen));
}

function stretch(pairs: number, wanted: number, seen: number): number {
  return Math.ceil(pairs * Math.max(1, wanted / Math.max(seen, 1e-12)) ** 2);
}
