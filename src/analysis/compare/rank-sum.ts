import { rankDoubled } from '../gate/signed-rank.js';

/**
 * Mann and Whitney's test (Annals of Mathematical Statistics 18, 1947), two-sided and exact whether or not there are ties: the chances are
 * those of all ways to choose who of the two groups together is in the first, added up by dynamic programming over their mid-ranks.
 * @returns twice the smaller tail, at most 1
 */
export function testRankSum(a: readonly number[], b: readonly number[]): number {
  const ranks = rankDoubled([...a, ...b]);
  const chances = distributeRankSum(ranks, a.length);
  const seen = ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0);
  let below = 0;
  let above = 0;
  for (let sum = 0; sum <= seen; sum++) below += chances[sum] ?? 0;
  for (let sum = chances.length - 1; sum >= seen; sum--) above += chances[sum] ?? 0;
  return Math.min(1, 2 * below, 2 * above);
}

/** Chance of each sum of `chosen` of these ranks, each choice being as likely as the others. */
export function distributeRankSum(ranks: readonly number[], chosen: number): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const rows = Array.from({ length: chosen + 1 }, () => new Float64Array(most + 1));
  const row = (at: number) => rows[at] as Float64Array;
  row(0)[0] = 1;
  ranks.forEach((rank, seen) => {
    // As if drawn one by one without return: of seen + 1 ranks this one is among the k chosen with the chance k ÷ (seen + 1).
    for (let k = Math.min(seen + 1, chosen); k >= 0; k--) {
      const taken = k / (seen + 1);
      const into = row(k);
      const from = k === 0 ? undefined : row(k - 1);
      for (let sum = most; sum >= 0; sum--) {
        const including = from !== undefined && sum >= rank ? (from[sum - rank] as number) : 0;
        into[sum] = (into[sum] as number) * (1 - taken) + including * taken;
      }
    }
  });
  return row(chosen);
}
