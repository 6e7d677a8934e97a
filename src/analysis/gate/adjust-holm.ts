/**
 * Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979), in the order given: whatever is at most α among them is
 * rejected, and the chance of rejecting any that is true is at most α, however the tests depend on each other.
 */
export function adjustHolm(chances: readonly number[]): number[] {
  const order = chances.map((_, at) => at).sort((a, b) => (chances[a] as number) - (chances[b] as number));
  const adjusted = new Array<number>(chances.length);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (chances.length - rank) * (chances[at] as number)));
    adjusted[at] = least;
  });
  return adjusted;
}
