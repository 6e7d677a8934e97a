import { meanOf, medianOf } from './median-of.js';

export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap interval of the median (Efron, Annals of Statistics 7, 1979, section 3), as infinitely many resamples would give
 * it: the bootstrap distribution of a median is known in closed form, so nothing is drawn, and the same values give the same interval.
 * BCa is no better here: its acceleration comes from the jackknife, which is inconsistent for a median.
 * @param values at least one
 * @param confidence two-sided, 0.95 for 95 %
 */
export function bootstrapMedian(values: readonly number[], confidence: number): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const points = listMedians(sorted.length)
    .map(({ i, j, chance }) => ({ value: meanOf(sorted[i] as number, sorted[j] as number), chance }))
    .sort((a, b) => a.value - b.value);
  return {
    median: medianOf(sorted),
    low: findQuantile(points, tail),
    high: findQuantile(points.reverse(), tail),
  };
}

interface Point {
  readonly value: number;
  readonly chance: number;
}

/** The first value, from the end where the list begins, at which more than `tail` has been passed. */
function findQuantile(points: readonly Point[], tail: number): number {
  let passed = 0;
  for (const { value, chance } of points) {
    passed += chance;
    // What rounding left of a chance is no chance.
    if (passed > tail + 1e-12) return value;
  }
  return points.at(-1)?.value ?? Number.NaN;
}

/** A resample's median is the mean of the i-th and the j-th value, counted from 0, with this chance; of an odd number i = j. */
interface Place {
  readonly i: number;
  readonly j: number;
  readonly chance: number;
}

const placesByCount = new Map<number, readonly Place[]>();

/** Depends on the number of values alone, so simulations need it once for each. */
function listMedians(n: number): readonly Place[] {
  const known = placesByCount.get(n);
  if (known !== undefined) return known;
  const places = n % 2 === 1 ? listOddMedians(n) : listEvenMedians(n);
  placesByCount.set(n, places);
  return places;
}

/** Of n = 2m + 1 draws the (m + 1)-th smallest is at most the i-th value when at least m + 1 draws are. */
function listOddMedians(n: number): Place[] {
  const upTo = (i: number) => atLeast(n, (n + 1) / 2, i / n);
  return Array.from({ length: n }, (_, i) => ({ i, j: i, chance: upTo(i + 1) - upTo(i) }));
}

/**
 * Of n = 2m draws the m-th smallest is the i-th value and the next one the j-th, i < j, when m draws are at most the i-th and reach it, and
 * m are at least the j-th and reach it. What is left of the i-th being the m-th smallest is both being it.
 */
function listEvenMedians(n: number): Place[] {
  const m = n / 2;
  const ways = Math.exp(logChoose(n, m));
  const reach = Array.from({ length: n }, (_, i) => ((i + 1) / n) ** m - (i / n) ** m);
  const places: Place[] = [];
  for (let i = 0; i < n; i++) {
    let both = atLeast(n, m, (i + 1) / n) - atLeast(n, m, i / n);
    for (let j = i + 1; j < n; j++) {
      const chance = ways * (reach[i] as number) * (reach[n - 1 - j] as number);
      both -= chance;
      places.push({ i, j, chance });
    }
    places.push({ i, j: i, chance: both });
  }
  return places;
}

/** Chance of `least` or more successes in `n` draws. */
function atLeast(n: number, least: number, success: number): number {
  if (success <= 0) return 0;
  if (success >= 1) return 1;
  let sum = 0;
  for (let k = n; k >= least; k--)
    sum += Math.exp(logChoose(n, k) + k * Math.log(success) + (n - k) * Math.log1p(-success));
  return sum;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}
