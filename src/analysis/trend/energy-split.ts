/** Where a series changes most, and how much. */
export interface Split {
  /** Q of equation (7) below; −∞ where the series is too short to be split. */
  readonly q: number;
  /** How many values lie before the change. */
  readonly at: number;
  /** Where the part after it ends that differs most from the part before: later changes must not hide this one. */
  readonly end: number;
}

const none: Split = { q: Number.NEGATIVE_INFINITY, at: 0, end: 0 };

/**
 * The best split of a series by energy distance, E-divisive's (Matteson and James, Journal of the American Statistical Association 109,
 * 2014, equations 5 to 9, with α = 1, so that a distance is what it is and not its square): over all splits and all ends of the second
 * part, Q = mn ÷ (m + n) · (2·mean|x − y| − mean|x − x′| − mean|y − y′|). Quadratic in the length.
 * @param least fewest values of a part, at least 2
 */
export function findSplit(values: readonly number[], least: number): Split {
  const sums = sumDistances(values);
  let best = none;
  for (let at = least; at + least <= values.length; at++)
    for (let end = at + least; end <= values.length; end++) {
      const q = measureEnergy(sums, at, end);
      if (q > best.q) best = { q, at, end };
    }
  return best;
}

/** `sums[i][j]`: of the distances from each of the first i values to each of the first j. */
type DistanceSums = readonly Float64Array[];

function sumDistances(values: readonly number[]): DistanceSums {
  const square = [new Float64Array(values.length + 1)];
  values.forEach((value, i) => {
    const above = square[i] as Float64Array;
    const row = new Float64Array(values.length + 1);
    let along = 0;
    for (let j = 0; j < values.length; j++) {
      along += Math.abs(value - (values[j] as number));
      row[j + 1] = (above[j + 1] as number) + along;
    }
    square.push(row);
  });
  return square;
}

function measureEnergy(sums: DistanceSums, at: number, end: number): number {
  const sum = (i: number, j: number) => sums[i]?.[j] ?? 0;
  const m = at;
  const n = end - at;
  const first = sum(at, at);
  const between = sum(at, end) - first;
  const second = sum(end, end) - 2 * sum(at, end) + first;
  // Each pair within a part stands twice in its sum.
  const within = first / (m * (m - 1)) + second / (n * (n - 1));
  return ((m * n) / (m + n)) * ((2 * between) / (m * n) - within);
}
