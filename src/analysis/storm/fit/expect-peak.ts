import { poissonUpTo } from './tail-chances.js';

/** How full the fullest of some bins is to be expected. */
export interface ExpectedPeak {
  readonly mean: number;
  /** Standard deviation of a single storm's fullest bin. */
  readonly deviation: number;
}

/**
 * Of independent Poisson bins, from P(fullest > k) = 1 − Π F(k; μᵢ): its mean is Σ over k of that, its mean square Σ (2k + 1) times that.
 * @param total set where the counts add up to a number known beforehand. Their fullest has nearly the same mean, and by the law of total
 *   variance less scatter: that which a Poisson total would have added.
 */
export function expectPeak(means: readonly number[], total?: number): ExpectedPeak {
  const free = sumPeak(means);
  if (total === undefined || total === 0) return { mean: free.mean, deviation: Math.sqrt(free.variance) };
  const step = 0.01;
  const [more, less] = [1 + step, 1 - step].map((scale) => sumPeak(means.map((mean) => scale * mean)).mean);
  const slope = ((more ?? 0) - (less ?? 0)) / (2 * step);
  return { mean: free.mean, deviation: Math.sqrt(Math.max(0, free.variance - slope ** 2 / total)) };
}

function sumPeak(means: readonly number[]): { readonly mean: number; readonly variance: number } {
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
  return { mean: least + beyond, variance: Math.max(0, square - beyond ** 2) };
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
