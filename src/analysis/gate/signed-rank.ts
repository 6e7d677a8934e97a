/** Chances under H0, "symmetric about 0", of a sum of positive ranks as large as the one seen, and as small. */
export interface SignedRank {
  /** Sum of the ranks of what is above 0. */
  readonly positiveRanks: number;
  /** Values other than 0: zeros say nothing about the direction and are left out (Wilcoxon 1945). */
  readonly count: number;
  /** One-sided: P(sum ≥ seen); small when the values lie above 0. */
  readonly above: number;
  /** One-sided: P(sum ≤ seen); small when the values lie below 0. */
  readonly below: number;
}

/**
 * Wilcoxon's signed-rank test (Biometrics Bulletin 1, 1945), exact whether or not there are ties: equal sizes share the mean of their
 * ranks, and the chances are those of all 2ⁿ ways to give these very ranks signs, added up by dynamic programming. Without ties
 * that is R's `psignrank`.
 */
export function testSignedRank(values: readonly number[]): SignedRank {
  const nonzero = values.filter((value) => value !== 0);
  const doubled = rankDoubled(nonzero.map(Math.abs));
  const chances = distributeSums(doubled);
  const seen = nonzero.reduce((sum, value, at) => sum + (value > 0 ? (doubled[at] as number) : 0), 0);
  let above = 0;
  let below = 0;
  // Each tail from its far end inwards, smallest terms first.
  for (let sum = chances.length - 1; sum >= seen; sum--) above += chances[sum] as number;
  for (let sum = 0; sum <= seen; sum++) below += chances[sum] as number;
  return {
    positiveRanks: seen / 2,
    count: nonzero.length,
    above: Math.min(1, above),
    below: Math.min(1, below),
  };
}

/** Twice the mid-ranks of the values, which are whole numbers. */
export function rankDoubled(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++;
    // Ranks from + 1 … to + 1; twice their mean.
    for (let at = from; at <= to; at++) ranks[order[at] as number] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/**
 * The smallest limit that the values are shown to lie below: `testSignedRank` of them less this limit has a `below` of at most
 * `side`. Of the means of all pairs of values, each with itself too, it is the one that so many others may exceed as the test allows
 * (Hollander and Wolfe 3.3); ties are not looked at.
 * @returns infinity where there are too few values
 */
export function boundAbove(values: readonly number[], side: number): number {
  const means = values.flatMap((a, at) => values.slice(at).map((b) => (a + b) / 2)).sort((a, b) => b - a);
  const chances = distributeSums(values.map((_, at) => at + 1));
  let exceeding = 0;
  for (let tail = chances[0] ?? 1; tail <= side; exceeding++) tail += chances[exceeding + 1] ?? 1;
  return exceeding === 0 ? Number.POSITIVE_INFINITY : (means[exceeding - 1] ?? Number.POSITIVE_INFINITY);
}

/** Chance of each sum of the ranks when every rank counts or does not with a chance of one half. */
function distributeSums(ranks: readonly number[]): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--)
      chances[sum] = ((chances[sum] as number) + (sum >= rank ? (chances[sum - rank] as number) : 0)) / 2;
  }
  return chances;
}
