import { chdtrc, compiled, pdtr } from 'cephes';

await compiled;

/** Chance that χ² with so many degrees of freedom is at least `value`; 0 where it is below 10⁻²⁸². */
export function chiSquaredTail(degrees: number, value: number): number {
  if (value === Number.POSITIVE_INFINITY) return 0;
  // Chernoff's bound on the tail: cephes throws for underflow where a double ends.
  const logBound = (degrees - value + degrees * Math.log(value / degrees)) / 2;
  return value > degrees && logBound < -650 ? 0 : chdtrc(degrees, value);
}

/** Chance that a Poisson count is at most `count`. */
export function poissonUpTo(count: number, mean: number): number {
  return pdtr(count, mean);
}
