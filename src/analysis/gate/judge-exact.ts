import type { Decision, Direction, GateVerdict } from './gate-types.js';
import { medianOf } from './median-of.js';
import type { CountedPair, PairSeries } from './pair-series.js';

/**
 * Judges counts that are the same every time: one pair that got worse is a regression, whatever the others did, and so is one
 * that the candidate does not measure any more. Any other pair left out is inconclusive, for nothing says that it would have agreed.
 */
export function judgeExact(series: PairSeries): Decision {
  const { metric, labels, pairs, leftOut } = series;
  const { verdict, reason, shown, isGone } = tellVerdict(series);
  const show = (read: (pair: CountedPair) => number): number | null =>
    shown !== undefined ? read(shown) : pairs.length === 0 ? null : medianOf(pairs.map(read));
  return {
    metric,
    labels,
    verdict,
    baseline: show(({ baseline }) => baseline),
    candidate: isGone ? null : show(({ candidate }) => candidate),
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

interface Told {
  readonly verdict: GateVerdict;
  readonly reason: string;
  /** The pair that the verdict is about; medians would show 0 and 0 where one pair of fifteen lost a message. */
  readonly shown?: CountedPair;
  /** Whether it is about what the candidate does not measure any more. */
  readonly isGone?: boolean;
}

function tellVerdict({ metric, pairs, leftOut, gone }: PairSeries): Told {
  const changed = pairs.filter(({ baseline, candidate }) => baseline !== candidate);
  const tell = (shown: CountedPair): Pick<Told, 'reason' | 'shown'> => ({
    reason: tellChange(shown, changed.length, pairs.length),
    shown,
  });
  const worse = changed.find((pair) => isWorse(metric.direction, pair));
  if (worse !== undefined) return { verdict: 'regression', ...tell(worse) };
  if (gone > 0)
    return {
      verdict: 'regression',
      isGone: true,
      reason: `Not measured any more in ${gone} of ${pairs.length + leftOut.length} pairs, where the baseline was.`,
    };
  const missing = leftOut[0];
  if (missing !== undefined)
    return { verdict: 'inconclusive', reason: `${leftOut.length} left out: ${missing}.` };
  const better = changed[0];
  if (better !== undefined) return { verdict: 'improvement', ...tell(better) };
  if (pairs.length === 0) return { verdict: 'inconclusive', reason: 'Nothing was measured.' };
  return { verdict: 'pass', reason: 'The same, exactly.' };
}

function isWorse(direction: Direction, { baseline, candidate }: CountedPair): boolean {
  if (direction === 'higher-is-worse') return candidate > baseline;
  if (direction === 'lower-is-worse') return candidate < baseline;
  return candidate !== baseline;
}

function tellChange({ baseline, candidate }: CountedPair, changed: number, pairs: number): string {
  const differ = changed === 1 ? 'differs' : 'differ';
  return `${candidate} instead of ${baseline}; ${changed} of ${pairs} pairs ${differ}, where any difference counts.`;
}
