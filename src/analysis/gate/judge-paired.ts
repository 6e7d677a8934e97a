import { bootstrapMedian, type Interval } from './bootstrap-median.js';
import type { Chances, Decision, GateOptions, GateVerdict } from './gate-types.js';
import { medianOf } from './median-of.js';
import type { PairSeries } from './pair-series.js';
import { estimatePairs } from './pairs-needed.js';
import { testSignedRank } from './signed-rank.js';
import { tellInconclusive, tellPass, tellProven } from './tell-verdict.js';

/** A series with its tests and its interval, both in the direction in which more is worse: `worse` is ln ratio or −ln ratio. */
export interface TestedSeries {
  readonly series: PairSeries;
  readonly worse: readonly number[];
  /** ln(1 + δ). */
  readonly limit: number;
  readonly delta: number;
  readonly p: Chances;
  /** Of the median of `worse`; undefined without pairs. */
  readonly interval: Interval | undefined;
}

/** Below this no 95 % interval of a median exists: even from the lowest to the highest of five covers it in 94 % only. */
export const fewestPairs = 6;

/** Tests one metric against ratio ≤ 1 + δ, and against ratio ≥ 1 ÷ (1 + δ). Without pairs both chances are 1. */
export function testSeries(series: PairSeries, { delta: common, confidence }: GateOptions): TestedSeries {
  const delta = series.metric.delta ?? common;
  const limit = Math.log1p(delta);
  const sign = series.metric.direction === 'lower-is-worse' ? -1 : 1;
  const worse = series.pairs.map(({ baseline, candidate }) => sign * Math.log(candidate / baseline));
  return {
    series,
    worse,
    limit,
    delta,
    p: {
      regression: testSignedRank(worse.map((x) => x - limit)).above,
      improvement: testSignedRank(worse.map((x) => x + limit)).below,
    },
    interval: worse.length === 0 ? undefined : bootstrapMedian(worse, confidence),
  };
}

/**
 * @param adjustedP after Holm's correction
 * @param family how many metrics that correction was over
 */
export function judgePaired(
  tested: TestedSeries,
  adjustedP: Chances,
  family: number,
  options: GateOptions,
): Decision {
  const { series, worse, delta, p, interval } = tested;
  const { metric, labels, pairs, leftOut } = series;
  const verdict = chooseVerdict(tested, adjustedP, options);
  const sign = metric.direction === 'lower-is-worse' ? -1 : 1;
  const ends = interval && [interval.low, interval.high].map((end) => Math.exp(sign * end));
  const needed = verdict === 'inconclusive' ? estimatePairs(tested, family, options) : undefined;
  return {
    metric,
    labels,
    verdict,
    baseline: pairs.length === 0 ? null : medianOf(pairs.map(({ baseline }) => baseline)),
    candidate: pairs.length === 0 ? null : medianOf(pairs.map(({ candidate }) => candidate)),
    ratio:
      interval === undefined || ends === undefined
        ? null
        : {
            median: Math.exp(sign * interval.median),
            low: Math.min(...ends),
            high: Math.max(...ends),
            confidence: options.confidence,
          },
    ratios: worse.map((x) => Math.exp(sign * x)),
    p: worse.length === 0 ? null : p,
    adjustedP: worse.length === 0 ? null : adjustedP,
    delta,
    pairs: pairs.length,
    leftOut: leftOut.length,
    reason: tellReason(verdict, tested, needed, options),
    ...(needed !== undefined && needed <= options.mostPairs && { pairsNeeded: needed }),
  };
}

function chooseVerdict(
  { series, limit, interval }: TestedSeries,
  adjustedP: Chances,
  { alpha, mostLeftOut }: GateOptions,
): GateVerdict {
  const { pairs, leftOut } = series;
  if (interval === undefined || leftOut.length > mostLeftOut * (pairs.length + leftOut.length))
    return 'inconclusive';
  if (adjustedP.regression <= alpha) return 'regression';
  if (adjustedP.improvement <= alpha) return 'improvement';
  return pairs.length >= fewestPairs && interval.high <= limit ? 'pass' : 'inconclusive';
}

function tellReason(
  verdict: GateVerdict,
  tested: TestedSeries,
  needed: number | undefined,
  options: GateOptions,
): string {
  if (verdict === 'inconclusive') return tellInconclusive(tested, needed, options);
  return verdict === 'pass' ? tellPass(tested) : tellProven(tested, verdict);
}
