import type { BinnedCounts } from './first-waves.js';

export interface ChiSquared {
  readonly value: number;
  readonly degrees: number;
}

/**
 * Pearson's statistic of counts that add up to N, over bins that expect 5 or more; everything else is one class more, which expects
 * what is left and at least one.
 */
export function computeChiSquared({ observed, expected }: BinnedCounts): ChiSquared {
  let [value, degrees, left] = [0, -1, { observed: 0, expected: 0 }];
  expected.forEach((mean, bin) => {
    const count = observed[bin] ?? 0;
    if (mean < 5) {
      left = { observed: left.observed + count, expected: left.expected + mean };
      return;
    }
    value += (count - mean) ** 2 / mean;
    degrees++;
  });
  if (left.observed > 0 || left.expected >= 1) {
    value += (left.observed - left.expected) ** 2 / Math.max(1, left.expected);
    degrees++;
  }
  return { value, degrees: Math.max(1, degrees) };
}

/**
 * Chance that χ² is at least `value`, by the same approximation; the tail of the normal distribution after M. Abramowitz and I. A.
 * Stegun (1964), 26.2.17, to 10⁻⁷.
 */
export function chanceBeyond({ value, degrees }: ChiSquared): number {
  const spread = 2 / (9 * degrees);
  const z = ((value / degrees) ** (1 / 3) - 1 + spread) / Math.sqrt(spread);
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z < 0 ? 1 - tail : tail;
}

/**
 * Value that χ² exceeds once in so many cases, by the cube-root approximation of E. B. Wilson and M. M. Hilferty (1931): within 1 % from
 * two degrees of freedom on, too large by less than a fifth at one.
 * @param quantile of the standard normal distribution at the same chance
 */
export function criticalValue(degrees: number, quantile: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + quantile * Math.sqrt(spread)) ** 3;
}
