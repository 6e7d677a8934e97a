import { medianOf } from './median-of.js';

/** Median absolute deviation × 1.4826, which is the standard deviation where values are normal; R's `mad`. */
export function measureRobustSpread(values: readonly number[]): number {
  const middle = medianOf(values);
  return 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
}
