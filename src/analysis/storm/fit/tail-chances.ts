import { chdtrc, compiled, pdtr } from 'cephes';

await compiled;

/** Chance that χ² with so many degrees of freedom is at least `value`; 0 where it is below 10⁻²⁶⁰. */
export function chiSquaredTail(degrees: number, value: number): number {
  return value > degrees && hasVanished(degrees / 2, value / 2) ? 0 : chdtrc(degrees, value);
}

/** Chance that a Poisson count is at most `count`; 0 or 1 where it is nearer to that than 10⁻²⁶⁰. */
export function poissonUpTo(count: number, mean: number): number {
  if (hasVanished(count + 1, mean)) return count + 1 > mean ? 1 : 0;
  return pdtr(count, mean);
}

/**
 * Both are tails of the gamma distribution, and cephes throws for underflow where a tail is less than a double holds. Chernoff's bound says
 * beforehand where that is: what lies beyond x, on the side away from the shape a, is at most e^(a − x) · (x/a)^a.
 */
function hasVanished(shape: number, value: number): boolean {
  return value === Number.POSITIVE_INFINITY || shape - value + shape * Math.log(value / shape) < -600;
}
