import type { GateOptions } from './gate-types.js';
import { normalQuantile } from './normal-quantile.js';
import { fewestPairs, type TestedSeries } from './test-series.js';

/** The smallest number of pairs of which the signed-rank test can prove anything, for its smallest chance is 2⁻ⁿ. */
export function leastPairs(alpha: number, family: number): number {
  return Math.max(fewestPairs, Math.ceil(Math.log2(Math.max(1, family) / alpha) - 1e-9));
}

/** What a two-sided interval leaves to each side. Rounding must not keep 2⁻ⁿ from a level that is meant to be 2⁻ⁿ. */
export function sideOf(confidence: number): number {
  return (1 - confidence) / 2 + 1e-12;
}

/**
 * How many pairs in all would probably settle an inconclusive metric, if what was seen of ratio and noise stays: widths shrink with √n,
 * so an interval must become as narrow as the distance of its median from the limit, or a test as sure as Holm's correction asks.
 * @returns infinity where the ratio seen is the limit itself; undefined where α is 0, for then nothing is to be proven
 */
export function estimatePairs(
  { worse, limit, interval, p }: TestedSeries,
  family: number,
  { alpha, confidence }: GateOptions,
): number | undefined {
  if (alpha <= 0) return undefined;
  const least = Math.max(leastPairs(alpha, family), leastPairs(sideOf(confidence), 1));
  if (interval === undefined || worse.length < fewestPairs) return least;
  // All pairs beyond the limit: their number alone falls short.
  if (worse.every((x) => x > limit)) return Math.max(least, worse.length + 1);
  const { median, high } = interval;
  if (median <= limit) return Math.max(least, stretch(worse.length, high - median, limit - median));
  const wanted = -normalQuantile(alpha / Math.max(1, family));
  return Math.max(least, stretch(worse.length, wanted, -normalQuantile(Math.min(p.regression, 0.5))));
}

/** One more at least: as many as there are did not do. */
function stretch(pairs: number, wanted: number, seen: number): number {
  return seen <= 0 || !Number.isFinite(wanted)
    ? Number.POSITIVE_INFINITY
    : Math.max(pairs + 1, Math.ceil(pairs * Math.max(1, wanted / seen) ** 2));
}
