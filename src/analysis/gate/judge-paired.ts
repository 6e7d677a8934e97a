import type { Chances, Decision, GateOptions, GateVerdict, RatioEstimate } from './gate-types.js';
import { medianOf } from './median-of.js';
import type { PairSeries } from './pair-series.js';
import { estimatePairs, leastPairs, sideOf } from './pairs-needed.js';
import { tellGone, tellInconclusive, tellPass, tellProven } from './tell-verdict.js';
import { fewestPairs, signOf, type TestedSeries } from './test-series.js';

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
  const { series, worse, delta, p } = tested;
  const { metric, labels, pairs, leftOut } = series;
  const verdict = chooseVerdict(tested, adjustedP, options);
  const sign = signOf(metric.direction);
  const ratio = toRatio(tested, sign, options.confidence);
  const needed = verdict === 'inconclusive' ? estimatePairs(tested, family, options) : undefined;
  const none = pairs.length === 0;
  return {
    metric,
    labels,
    verdict,
    baseline: showMedian(pairs.map(({ baseline }) => baseline)),
    candidate: showMedian(pairs.map(({ candidate }) => candidate)),
    ratio,
    ratios: worse.filter(Number.isFinite).map((x) => Math.exp(sign * x)),
    p: none ? null : p,
    adjustedP: none ? null : adjustedP,
    delta,
    pairs: pairs.length,
    leftOut: leftOut.length,
    ...countBeyond(series),
    reason: tellReason(verdict, tested, ratio, needed, family, options),
    ...(needed !== undefined && needed <= options.mostPairs && { pairsNeeded: needed }),
  };
}

/** null where nothing counts, and where an end of it lies beyond any number. */
function showMedian(values: readonly number[]): number | null {
  const median = medianOf(values);
  return Number.isFinite(median) ? median : null;
}

function countBeyond({ pairs }: PairSeries): Pick<Decision, 'beyond'> {
  const count = (side: 'baseline' | 'candidate'): number =>
    pairs.filter((pair) => pair[side] === Number.POSITIVE_INFINITY).length;
  const beyond = { baseline: count('baseline'), candidate: count('candidate') };
  return beyond.baseline + beyond.candidate === 0 ? {} : { beyond };
}

function toRatio({ interval }: TestedSeries, sign: 1 | -1, confidence: number): RatioEstimate | null {
  if (interval === undefined) return null;
  const { median, low, high } = interval;
  if (![median, low, high].every(Number.isFinite)) return null;
  const [from, to] = sign === 1 ? [low, high] : [-high, -low];
  return { median: Math.exp(sign * median), low: Math.exp(from), high: Math.exp(to), confidence };
}

function chooseVerdict(tested: TestedSeries, adjustedP: Chances, options: GateOptions): GateVerdict {
  const { series, interval } = tested;
  if (interval === undefined || leavesOutTooMuch(series, options)) return 'inconclusive';
  // At a look that may not prove anything α is 0, and no chance is.
  if (adjustedP.regression <= options.alpha) return 'regression';
  // What the candidate does not measure any more may be what is worse.
  if (series.gone > 0) return 'inconclusive';
  if (adjustedP.improvement <= options.alpha) return 'improvement';
  return isWithin(tested, options) ? 'pass' : 'inconclusive';
}

/** With few pairs a bootstrap interval is too narrow; the exact test on the same side makes up for that. */
function isWithin({ worse, limit, interval, within }: TestedSeries, { confidence }: GateOptions): boolean {
  if (interval === undefined || worse.length < fewestPairs || interval.high > limit) return false;
  // The test leaves out what is exactly at the limit, which is no reason to doubt where nothing is beyond it.
  const none = worse.every((x) => x <= limit) ? 2 ** -worse.length : 1;
  return Math.min(within, none) <= sideOf(confidence);
}

function leavesOutTooMuch({ pairs, leftOut }: PairSeries, { mostLeftOut }: GateOptions): boolean {
  return leftOut.length > mostLeftOut * (pairs.length + leftOut.length);
}

function tellReason(
  verdict: GateVerdict,
  tested: TestedSeries,
  ratio: RatioEstimate | null,
  needed: number | undefined,
  family: number,
  options: GateOptions,
): string {
  const { pairs, leftOut, gone } = tested.series;
  const all = pairs.length + leftOut.length;
  if (pairs.length === 0 || leavesOutTooMuch(tested.series, options)) {
    return leftOut.length === 0
      ? 'There are no pairs.'
      : `${leftOut.length} of ${all} pairs left out: ${leftOut[0] ?? ''}.`;
  }
  if (verdict === 'inconclusive' && gone > 0) return tellGone(ratio, gone, all);
  if (verdict === 'inconclusive') {
    const least = leastPairs(options.alpha, family);
    return tellInconclusive(tested, ratio, { needed, least, family, mostPairs: options.mostPairs });
  }
  return verdict === 'pass' ? tellPass(tested, ratio) : tellProven(tested, ratio, verdict);
}
