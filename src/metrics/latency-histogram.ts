import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import type { LatencySummary } from './latency-summary.js';

/** Values up to an hour are told apart; longer ones are counted as an hour, their exact maximum kept beside. */
const highestUs = 3_600_000_000;

/** A histogram on its way to another process or to disk. Sums and extremes are exact, not the histogram's buckets. */
export interface EncodedHistogram {
  /** HdrHistogram V2, compressed, base64. */
  readonly encoded: string;
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
}

/**
 * A distribution of times in whole microseconds: an HdrHistogram of 3 significant digits (quantiles are at most
 * 0.1 % above the true value) with count, sum, minimum and maximum kept exactly beside it. Memory is constant;
 * merging is exact: the merge of shards equals one histogram of all values.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram = createHistogram();
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Negative values cannot be times; they count as 0 in buckets and sum, so a clock fault shows in no quantile. */
  record(valueUs: number): void {
    const value = Math.max(0, valueUs);
    this.#histogram.recordValue(Math.min(value, highestUs));
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  merge(other: LatencyHistogram): void {
    if (other.count === 0) return;
    this.#histogram.add(other.#histogram);
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /**
   * The smallest recorded value (to the histogram's resolution, never above the maximum) that at least the share
   * `quantile`, 0 to 1, of all values does not exceed.
   * @param outOf what the share is of; more than the count means that values are outstanding: those return null
   */
  valueAt(quantile: number, outOf: number = this.count): number | null {
    const rank = Math.max(1, Math.ceil(quantile * outOf));
    if (this.count === 0 || rank > this.count) return null;
    if (rank === this.count) return this.#max;
    // Half a rank less keeps the division's rounding from asking for the next value.
    const value = this.#histogram.getValueAtPercentile((100 * (rank - 0.5)) / this.count);
    return Math.min(this.#max, Math.max(this.#min, value));
  }

  summarise(): LatencySummary {
    const { count } = this;
    if (count === 0) {
      return { count, min: null, mean: null, p50: null, p90: null, p99: null, p999: null, max: null };
    }
    return {
      count,
      min: this.#min,
      mean: this.#sum / count,
      p50: this.valueAt(0.5),
      p90: this.valueAt(0.9),
      p99: this.valueAt(0.99),
      p999: this.valueAt(0.999),
      max: this.#max,
    };
  }

  encode(): EncodedHistogram {
    const { count } = this;
    return {
      encoded: count === 0 ? '' : encodeIntoCompressedBase64(this.#histogram),
      count,
      sum: this.#sum,
      min: count === 0 ? null : this.#min,
      max: count === 0 ? null : this.#max,
    };
  }

  /** @throws Error when the text is not an encoded histogram. */
  static decode(from: EncodedHistogram): LatencyHistogram {
    if (from.count === 0) return new LatencyHistogram();
    const decoded = decodeFromCompressedBase64(from.encoded, 32);
    if (decoded.totalCount !== from.count)
      throw new Error('the encoded histogram holds another count than stated');
    const histogram = new LatencyHistogram();
    histogram.#histogram.add(decoded);
    histogram.#sum = from.sum;
    histogram.#min = from.min ?? Number.POSITIVE_INFINITY;
    histogram.#max = from.max ?? Number.NEGATIVE_INFINITY;
    return histogram;
  }

  /**
   * Reads a payload with nothing beside it, as other programs' histogram logs have it. Sum and extremes are then only as
   * exact as the buckets.
   * @throws Error when the text is not an encoded histogram.
   */
  static decodePayload(encoded: string): LatencyHistogram {
    const decoded = decodeFromCompressedBase64(encoded, 32);
    const histogram = new LatencyHistogram();
    if (decoded.totalCount === 0) return histogram;
    histogram.#histogram.add(decoded);
    histogram.#sum = decoded.mean * decoded.totalCount;
    // Not the library's extremes: its maximum of a decoded histogram lies beyond the end of the bucket.
    histogram.#min = histogram.#histogram.getValueAtPercentile(0);
    histogram.#max = histogram.#histogram.getValueAtPercentile(100);
    return histogram;
  }

  /** The merge of any number of encoded histograms; empty when there are none. */
  static mergeEncoded(all: Iterable<EncodedHistogram>): LatencyHistogram {
    const merged = new LatencyHistogram();
    for (const one of all) merged.merge(LatencyHistogram.decode(one));
    return merged;
  }
}

function createHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUs,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });
}
