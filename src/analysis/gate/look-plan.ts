import { decideGate } from './decide-gate.js';
import type { Decision, GateOptions, PairSample } from './gate-types.js';
import { leastPairs } from './pairs-needed.js';
import { fewestPairs } from './test-series.js';

/** A look at the pairs so far, after which a sequential gate goes on or stops. */
export interface Look {
  /** Pairs that have been run by then. */
  readonly pairs: number;
  /** What this look may spend of α; 0 while so few pairs could prove nothing. */
  readonly alpha: number;
  /** Of the intervals at this look, wider than a single look's; 1 while so few pairs could not pass. */
  readonly confidence: number;
}

/**
 * Looks of a sequential gate, evenly spaced up to `mostPairs`. α is spent by Lan and DeMets' function of the Pocock kind,
 * α·ln(1 + (e − 1)·t) (Biometrika 70, 1983); one of the O'Brien-Fleming kind would leave the early looks levels below 2⁻ⁿ, which no exact
 * test of n pairs reaches. Each look tests at the part spent there. That is conservative, for by Bonferroni the parts alone already keep the
 * error of all looks together at α, whatever the looks have in common; in return Holm's correction within each look needs nothing more
 * to hold over all metrics. The chance that an interval misses is divided over the looks in the same way.
 * @param family how many paired metrics are judged
 * @param looks how many looks at most
 */
export function planLooks(mostPairs: number, family: number, options: GateOptions, looks = 4): Look[] {
  const counts = spaceLooks(mostPairs, looks);
  const alphas = spendOver(counts, options.alpha, family);
  // An interval's error is one of two sides, and of one metric.
  const errors = spendOver(counts, (1 - options.confidence) / 2, 1);
  return counts.map((pairs, at) => ({
    pairs,
    alpha: alphas[at] ?? 0,
    confidence: 1 - 2 * (errors[at] ?? 0),
  }));
}

/** As many pairs as a gate should be able to lose to invalid runs and still prove something. */
export const sparePairs = 2;

/**
 * Divides an error over looks. Before the last one a part is kept for later that is too small for 2⁻ⁿ, or that would leave the last look less
 * than its pairs can use, some of which may turn out invalid.
 */
function spendOver(counts: readonly number[], error: number, family: number): number[] {
  const last = counts.at(-1) ?? 1;
  const usable = Math.max(leastPairs(error, family), last - sparePairs);
  let spent = 0;
  return counts.map((pairs) => {
    const due = spend(pairs / last);
    const part = error * (due - spent);
    const isTooSmall = leastPairs(part, family) > pairs || leastPairs(error * (1 - due), family) > usable;
    if (pairs !== last && isTooSmall) return 0;
    spent = due;
    return part;
  });
}

/** Share of the error that may be spent when a share of the pairs is there: 0 at 0, 1 at 1. */
function spend(time: number): number {
  return Math.log1p((Math.E - 1) * time);
}

function spaceLooks(mostPairs: number, looks: number): number[] {
  const first = Math.min(mostPairs, Math.max(fewestPairs, Math.ceil(mostPairs / looks)));
  const steps = Math.max(1, looks - 1);
  const counts = Array.from({ length: looks }, (_, at) =>
    Math.round(first + ((mostPairs - first) * at) / steps),
  );
  return [...new Set([...counts, mostPairs])].sort((a, b) => a - b);
}

export interface LookDecision {
  readonly decisions: readonly Decision[];
  /** Whether more pairs could not, or need not, change the answer. */
  readonly stop: boolean;
}

/**
 * Judges the pairs that there are at a look. A gate stops when a regression is proven, when no metric is inconclusive, or at the
 * last look.
 */
export function decideLook(
  samples: readonly PairSample[],
  look: Look,
  last: boolean,
  options: GateOptions,
): LookDecision {
  const { alpha, confidence } = look;
  const decisions = decideGate(samples, { ...options, alpha, confidence });
  const clear =
    decisions.some(({ verdict }) => verdict === 'regression') ||
    decisions.every(({ verdict }) => verdict !== 'inconclusive');
  return { decisions, stop: last || clear };
}
