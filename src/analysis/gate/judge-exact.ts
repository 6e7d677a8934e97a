import type { Decision, Direction, GateVerdict } from './gate-types.js';
import { medianOf } from './median-of.js';
import type { CountedPair, PairSeries } from './pair-series.js';

/**
 * Judges counts that are the same every time: one pair that got worse is a regression, whatever the others did. A pair left out is
 * inconclusive, for nothing says that it would have agreed.
 */
export function judgeExact(series: PairSeries): Decision {
  const { metric, labels, pairs, leftOut } = series;
  const { verdict, reason } = tellVerdict(series);
  return {
    metric,
    labels,
    verdict,
    baseline: pairs.length === 0 ? null : medianOf(pairs.map(({ baseline }) => baseline)),
    candidate: pairs.length === 0 ? null : medianOf(pairs.map(({ candidate }) => candidate)),
    ratio: null,
    ratios: [],
    p: null,
    adjustedP: null,
    delta: 0,
    pairs: pairs.length,
    leftOut: leftOut.length,
    reason,
  };
}

function tellVerdict({ metric, pairs, leftOut }: PairSeries): { verdict: GateVerdict; reason: string } {
  const changed = pairs.filter(({ baseline, candidate }) => baseline !== candidate);
  const worse = changed.find((pair) => isWorse(metric.direction, pair));
  if (worse !== undefined) return { verdict: 'regression', reason: tellChange(worse) };
  const missing = leftOut[0];
  if (missing !== undefined)
    return { verdict: 'inconclusive', reason: `${leftOut.length} left out: ${missing}.` };
  const better = changed[0];
  if (better !== undefined) return { verdict: 'improvement', reason: tellChange(better) };
  if (pairs.length === 0) return { verdict: 'inconclusive', reason: 'Nothing was measured.' };
  return { verdict: 'pass', reason: 'The same, exactly.' };
}

function isWorse(direction: Direction, { baseline, candidate }: CountedPair): boolean {
  if (direction === 'higher-is-worse') return candidate > baseline;
  if (direction === 'lower-is-worse') return candidate < baseline;
  return candidate !== baseline;
}

function tellChange({ baseline, candidate }: CountedPair): string {
  return `${candidate} instead of ${baseline}, where any difference counts.`;
}
