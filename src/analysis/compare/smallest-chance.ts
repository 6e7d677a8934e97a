/**
 * The smallest chance that the exact two-sided Mann-Whitney test can give, when no value of one group reaches into the other:
 * 2 ÷ (m + n over m). What is above a test's level even so, no values can prove.
 */
export function smallestChance(m: number, n: number): number {
  let ways = 1;
  for (let at = 1; at <= m; at++) ways *= (n + at) / at;
  return Math.min(1, 2 / ways);
}

/**
 * Runs that each of so many groups needs at least before any two of them can be told apart, after Holm's correction over all pairs.
 * @param groups two or more
 */
export function runsToTellApart(groups: number, alpha: number): number {
  const pairs = (groups * (groups - 1)) / 2;
  let runs = 1;
  while (smallestChance(runs, runs) * pairs > alpha) runs++;
  return runs;
}
