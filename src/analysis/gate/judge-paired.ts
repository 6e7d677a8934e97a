import type { Interval } from './bootstrap-median.js';
import type { Chances, Decision, GateOptions, GateVerdict, RatioEstimate } from './gate-types.js';
import { medianOf } from './median-of.js';
import { estimatePairs, sideOf } from './pairs-needed.js';
import { tellInconclusive, tellPass, tellProven } from './tell-verdict.js';
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
  const { series, worse, delta, p, interval } = tested;
  const { metric, labels, pairs, leftOut } = series;
  const verdict = chooseVerdict(tested, adjustedP, options);
  const sign = signOf(metric.direction);
  const ratio = interval === undefined ? null : toRatio(interval, sign, options.confidence);
  const needed = verdict === 'inconclusive' ? estimatePairs(tested, family, options) : undefined;
  const none = pairs.length === 0;
  return {
    metric,
    labels,
    verdict,
    baseline: none ? null : medianOf(pairs.map(({ baseline }) => baseline)),
    candidate: none ? null : medianOf(pairs.map(({ candidate }) => candidate)),
    ratio,
    ratios: worse.map((x) => Math.exp(sign * x)),
    p: none ? null : p,
    adjustedP: none ? null : adjustedP,
    delta,
    pairs: pairs.length,
    leftOut: leftOut.length,
    reason: tellReason(verdict, tested, ratio, needed, options),
    ...(needed !== undefined && needed <= options.mostPairs && { pairsNeeded: needed }),
  };
}

function toRatio({ median, low, high }: Interval, sign: 1 | -1, confidence: number): RatioEstimate {
  const [from, to] = sign === 1 ? [low, high] : [-high, -low];
  return { median: Math.exp(sign * median), low: Math.exp(from), high: Math.exp(to), confidence };
}

function chooseVerdict(
  { series, limit, interval, within }: TestedSeries,
  adjustedP: Chances,
  options: GateOptions,
): GateVerdict {
  if (interval === undefined || leavesOutTooMuch(series, options)) return 'inconclusive';
  // At a look that may not prove anything α is 0, and no chance is.
  if (adjustedP.regression <= options.alpha) return 'regression';
  if (adjustedP.improvement <= options.alpha) return 'improvement';
  // With few pairs a bootstrap interval is too narrow; the exact test on the same side makes up for that.
  const proven = within <= sideOf(options.confidence) && interval.high <= limit;
  return proven && series.pairs.length >= fewestPairs ? 'pass' : 'inconclusive';
}

function leavesOutTooMuch({ pairs, leftOut }: TestedSeries['series'], { mostLeftOut }: GateOptions): boolean {
  return leftOut.length > mostLeftOut * (pairs.length + leftOut.length);
}

function tellReason(
  verdict: GateVerdict,
  tested: TestedSeries,
  ratio: RatioEstimate | null,
  needed: number | undefined,
  options: GateOptions,
): string {
  if (ratio === null || leavesOutTooMuch(tested.series, options)) {
    const { pairs, leftOut } = tested.series;
    return leftOut.length === 0
      ? 'There are no pairs.'
      : `${leftOut.length} of ${pairs.length + leftOut.length} pairs left out: ${leftOut[0] ?? ''}.`;
  }
  if (verdict === 'inconclusive') return tellInconclusive(tested, ratio, needed, options.mostPairs);
  return verdict === 'pass' ? tellPass(tested, ratio) : tellProven(tested, ratio, verdict);
}
