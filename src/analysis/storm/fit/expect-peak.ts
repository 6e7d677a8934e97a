import { poissonUpTo } from './tail-chances.js';

/** How full the fullest of some bins is to be expected. */
export interface ExpectedPeak {
  readonly mean: number;
  /** Standard deviation of a single storm's fullest bin. */
  readonly deviation: number;
}

/**
 * Of independent Poisson bins, from P(fullest > k) = 1 − Π F(k; μᵢ): its mean is Σ over k of that, its mean square Σ (2k + 1) times that.
 * Bins of one storm add up to N, which makes them a little less than independent: given their sum the variance is lower by
 * Cov² ÷ Var, about μ² ÷ Σμᵢ. With tens of bins that is nothing to speak of.
 */
export function expectPeak(means: readonly number[]): ExpectedPeak {
  const most = Math.max(0, ...means);
  // Further than this from its mean no bin gets: 12 standard deviations, and a constant for small means.
  const least = Math.max(0, Math.floor(most - 12 * Math.sqrt(most) - 12));
  const rivals = means.filter((mean) => mean + 12 * Math.sqrt(mean) + 12 > least && mean > 0);
  let [beyond, square] = [0, 0];
  for (let above = 0; ; above++) {
    const exceeded = 1 - rivals.reduce((product, mean) => product * poissonUpTo(least + above, mean), 1);
    if (exceeded < 1e-9) break;
    beyond += exceeded;
    square += (2 * above + 1) * exceeded;
  }
  return { mean: least + beyond, deviation: Math.sqrt(Math.max(0, square - beyond ** 2)) };
}

/** A bin that expects less is none of those that might be the fullest. */
const nothing = 0.05;

/**
 * μ + √(2 μ ln m): bound on the expected fullest of m bins of which none expects more than μ, for counts near normal (S. Boucheron,
 * G. Lugosi and P. Massart, Concentration Inequalities, 2013, §2.5). Where all expect μ the true expectation is a little lower: at
 * m = 50 by half a √μ.
 */
export function boundPeak(means: readonly number[]): number {
  const mean = Math.max(0, ...means);
  const bins = means.filter((share) => share >= nothing).length;
  return mean + Math.sqrt(2 * mean * Math.log(Math.max(1, bins)));
}
