/** Latencies of one timeline bin as `BinLatencies` encodes them. */
export interface LatencyRow {
  readonly bin: number;
  readonly pairs: readonly number[];
  readonly maxUs: number;
}

/**
 * Latencies of one timeline bin: log-linear buckets of 64 steps an octave (at most 1.6 % wide), kept in one array
 * that is cleared for the next bin. It travels as pairs of bucket and count, so that bins of several workers add up
 * exactly and percentiles are taken of the sum, never averaged.
 */
export class BinLatencies {
  readonly #counts = new Uint32Array(bucketCount);
  #lowest = bucketCount;
  #highest = -1;
  #count = 0;
  #maxUs = 0;

  get count(): number {
    return this.#count;
  }

  get maxUs(): number {
    return this.#maxUs;
  }

  record(valueUs: number): void {
    this.#add(bucketOf(valueUs), 1);
    if (valueUs > this.#maxUs) this.#maxUs = valueUs;
  }

  /** Smallest bucket's upper edge that the share `quantile` does not exceed, in microseconds; null when empty. */
  valueAt(quantile: number): number | null {
    let left = Math.max(1, Math.ceil(quantile * this.#count));
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return Math.min(this.#maxUs, upperEdgeUs(bucket));
    }
    return null;
  }

  /** Hands out the counts as `[bucket, count, bucket, count, …]` and starts anew. */
  take(): { pairs: number[]; maxUs: number } {
    const pairs: number[] = [];
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) pairs.push(bucket, count);
    }
    const maxUs = this.#maxUs;
    this.clear();
    return { pairs, maxUs };
  }

  addPairs(pairs: readonly number[], maxUs: number): void {
    for (let at = 0; at + 1 < pairs.length; at += 2) this.#add(pairs[at] as number, pairs[at + 1] as number);
    if (maxUs > this.#maxUs) this.#maxUs = maxUs;
  }

  clear(): void {
    if (this.#highest >= this.#lowest) this.#counts.fill(0, this.#lowest, this.#highest + 1);
    this.#lowest = bucketCount;
    this.#highest = -1;
    this.#count = 0;
    this.#maxUs = 0;
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#count += count;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }
}

const stepBits = 6;
const steps = 1 << stepBits;
/** Up to 2³² µs, 71 minutes; longer values fall into the last bucket, the maximum stays exact. */
const octaves = 32;
const bucketCount = (octaves - stepBits + 1) * steps;

function bucketOf(valueUs: number): number {
  if (valueUs < steps) return valueUs < 0 ? 0 : Math.floor(valueUs);
  const value = Math.min(valueUs, 2 ** octaves - 1);
  const octave = 31 - Math.clz32(value);
  const step = Math.floor(value / 2 ** (octave - stepBits)) - steps;
  return (octave - stepBits + 1) * steps + step;
}

function upperEdgeUs(bucket: number): number {
  if (bucket < steps) return bucket;
  const octave = Math.floor(bucket / steps) - 1;
  return (steps + (bucket % steps) + 1) * 2 ** octave - 1;
}
