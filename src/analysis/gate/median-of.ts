/** Of an even number, the mean of the middle two. NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return meanOf(lower, upper);
}

/** As much beyond any number on one side as on the other is in the middle. */
export function meanOf(a: number, b: number): number {
  return a === -b ? 0 : (a + b) / 2;
}
