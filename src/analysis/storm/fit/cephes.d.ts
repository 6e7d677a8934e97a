/** The part of the package that is used; its own declarations are not reachable through its `exports`. */
declare module 'cephes' {
  /** Resolves when its WebAssembly is compiled: nothing below works before. */
  export const compiled: Promise<void>;
  /** Upper tail of the χ² distribution. */
  export function chdtrc(degrees: number, value: number): number;
  /** Inverse of the standard normal distribution function. */
  export function ndtri(chance: number): number;
  /** Inverse of the regularised incomplete beta function: the x with I(x; a, b) = chance. */
  export function incbi(a: number, b: number, chance: number): number;
  /** Poisson: chance of `count` or fewer. */
  export function pdtr(count: number, mean: number): number;
}
