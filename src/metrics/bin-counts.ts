import { activityBinUs } from './activity.js';

/** Counts by bin of 10 ms, as [bin, count] in ascending order; bins without any are left out. */
export type BinCounts = readonly (readonly [bin: number, count: number])[];

/** Counts in bins of 10 ms from the origin, in whatever order instants come. */
export class BinCounter {
  readonly #originUs: number;
  readonly #counts = new Map<number, number>();

  constructor(originUs: number) {
    this.#originUs = originUs;
  }

  count(atUs: number): void {
    const bin = Math.max(0, Math.floor((atUs - this.#originUs) / activityBinUs));
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1);
  }

  encode(): BinCounts {
    return sortBins(this.#counts);
  }
}

/** Adds counts of several processes up, bin by bin. */
export function sumBinCounts(all: readonly BinCounts[]): BinCounts {
  const sums = new Map<number, number>();
  for (const counts of all) for (const [bin, count] of counts) sums.set(bin, (sums.get(bin) ?? 0) + count);
  return sortBins(sums);
}

function sortBins(counts: ReadonlyMap<number, number>): BinCounts {
  return [...counts].sort(([a], [b]) => a - b);
}
