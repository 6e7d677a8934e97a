import { bootstrapMedian, type Interval } from './bootstrap-median.js';
import type { Chances, Direction, GateOptions } from './gate-types.js';
import type { PairSeries } from './pair-series.js';
import { testSignedRank } from './signed-rank.js';

/** A series with its tests and its interval. */
export interface TestedSeries {
  readonly series: PairSeries;
  /** ln ratio of each pair in the direction in which more is worse. */
  readonly worse: readonly number[];
  /** ln(1 + δ). */
  readonly limit: number;
  readonly delta: number;
  readonly p: Chances;
  /** Chance of what was seen, or less, if the ratio were 1 + δ or more: the exact test of "not worse". */
  readonly within: number;
  /** Of the median of `worse`; undefined without pairs. */
  readonly interval: Interval | undefined;
}

/** Below this nothing can be said with 95 %: 2⁻⁶ is the first of the exact test's smallest chances below 2.5 %. */
export const fewestPairs = 6;

/** Tests one metric against ratio ≤ 1 + δ, and against ratio ≥ 1 ÷ (1 + δ). Without pairs both chances are 1. */
export function testSeries(series: PairSeries, { delta: common, confidence }: GateOptions): TestedSeries {
  const delta = series.metric.delta ?? common;
  const limit = Math.log1p(delta);
  const sign = signOf(series.metric.direction);
  const worse = series.pairs.map(({ baseline, candidate }) =>
    dropDust(sign * Math.log(candidate / baseline), limit),
  );
  return {
    series,
    worse,
    limit,
    delta,
    ...testLimits(worse, limit),
    interval: worse.length === 0 ? undefined : bootstrapMedian(worse, confidence),
  };
}

/** What is at a limit but for the rounding of its logarithm is at the limit. */
function dropDust(x: number, limit: number): number {
  const nearest = Math.sign(x) * limit;
  return Math.abs(x - nearest) < 1e-12 ? nearest : x;
}

/** Signed-rank tests of logarithms of ratios, more being worse, against the limit on either side of 0. */
export function testLimits(worse: readonly number[], limit: number): Pick<TestedSeries, 'p' | 'within'> {
  const upper = testSignedRank(worse.map((x) => x - limit));
  const lower = testSignedRank(worse.map((x) => x + limit));
  return { p: { regression: upper.above, improvement: lower.below }, within: upper.below };
}

/** 1 where more is worse, −1 where less is. */
export function signOf(direction: Direction): 1 | -1 {
  return direction === 'lower-is-worse' ? -1 : 1;
}
