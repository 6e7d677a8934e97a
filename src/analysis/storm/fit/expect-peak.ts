import { poissonUpTo } from './tail-chances.js';

/**
 * Expected count of the fullest of independent Poisson bins: Σ over k of P(some bin holds more than k) = Σ 1 − Π F(k; μᵢ).
 * Bins of one storm add up to N, which makes them a little less than independent; the fullest one hardly notices.
 */
export function expectPeak(means: readonly number[]): number {
  const most = Math.max(0, ...means);
  // Further than this from its mean no bin gets: 12 standard deviations, and a constant for small means.
  const least = Math.max(0, Math.floor(most - 12 * Math.sqrt(most) - 12));
  const rivals = means.filter((mean) => mean + 12 * Math.sqrt(mean) + 12 > least && mean > 0);
  let peak = least;
  for (let count = least; ; count++) {
    const exceeded = 1 - rivals.reduce((product, mean) => product * poissonUpTo(count, mean), 1);
    if (exceeded < 1e-9) return peak;
    peak += exceeded;
  }
}

/**
 * μ + √(2 μ ln m): bound on the expected fullest of m bins with mean μ, for counts near normal (S. Boucheron, G. Lugosi and
 * P. Massart, Concentration Inequalities, 2013, §2.5). The true expectation is a little lower: at m = 50 by half a √μ.
 */
export function boundPeak(mean: number, bins: number): number {
  return mean + Math.sqrt(2 * mean * Math.log(Math.max(1, bins)));
}
