import type { RatioEstimate } from '../gate/gate-types.js';
import { medianOf } from '../gate/median-of.js';
import { distributeRankSum, testRankSum } from './rank-sum.js';

/** One group of runs over another, the runs of which have nothing in common pairwise. */
export interface GroupComparison {
  /** Typical ratio b ÷ a with its interval; null where a value is not above 0. Its `confidence` is the one reached, see below. */
  readonly ratio: RatioEstimate | null;
  /** Two-sided Mann-Whitney, exact: chance of such an order of the values if both groups were of one kind. */
  readonly p: number;
}

/**
 * Compares two groups of runs: Hodges and Lehmann's estimate (Annals of Mathematical Statistics 34, 1963) on logarithms, which is the
 * median of all ratios between a run of one and a run of the other, and the exact interval that belongs to the Mann-Whitney test
 * (Hollander and Wolfe, Nonparametric Statistical Methods, 4.3). Few runs cannot reach every confidence: three against three have 90 % at
 * most; then the widest interval is given with the confidence it has.
 * @param confidence asked for, two-sided
 */
export function compareGroups(
  a: readonly number[],
  b: readonly number[],
  confidence: number,
): GroupComparison {
  if (a.length === 0 || b.length === 0) return { ratio: null, p: 1 };
  return { ratio: estimateRatio(a, b, confidence), p: testRankSum(a, b) };
}

function estimateRatio(a: readonly number[], b: readonly number[], confidence: number): RatioEstimate | null {
  if ([...a, ...b].some((value) => !(value > 0))) return null;
  const shift = estimateShift(a.map(Math.log), b.map(Math.log), confidence);
  return {
    median: Math.exp(shift.median),
    low: Math.exp(shift.low),
    high: Math.exp(shift.high),
    confidence: shift.confidence,
  };
}

/** How far `b` lies above `a`: Hodges-Lehmann estimate and interval, with the confidence reached. */
export function estimateShift(a: readonly number[], b: readonly number[], confidence: number): RatioEstimate {
  const shifts = b.flatMap((y) => a.map((x) => y - x)).sort((x, y) => x - y);
  const { inset, reached } = findInset(a.length, b.length, confidence);
  return {
    median: medianOf(shifts),
    low: shifts[inset - 1] ?? Number.NaN,
    high: shifts[shifts.length - inset] ?? Number.NaN,
    confidence: reached,
  };
}

/** How many of the sorted shifts lie outside at either end, plus one: as many as the tails of U without ties have room for. */
function findInset(m: number, n: number, confidence: number): { inset: number; reached: number } {
  const ranks = Array.from({ length: m + n }, (_, at) => at + 1);
  const chances = distributeRankSum(ranks, m);
  const least = (m * (m + 1)) / 2;
  let tail = chances[least] ?? 1;
  let inset = 1;
  // U = rank sum − its least value; U ≤ inset − 1 is what the interval leaves to each side.
  while (tail + (chances[least + inset] ?? 1) < (1 - confidence) / 2) {
    tail += chances[least + inset] ?? 1;
    inset++;
  }
  return { inset, reached: 1 - 2 * tail };
}
