/** A ratio as what it adds: 1.05 is `+5.0 %`. */
export function tellChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}
