import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../system/random.js';
import { LatencyHistogram } from './latency-histogram.js';

const hourUs = 3_600_000_000;
const values = fc.array(fc.integer({ min: 0, max: hourUs }), { minLength: 1, maxLength: 200 });

function histogramOf(all: Iterable<number>): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of all) histogram.record(value);
  return histogram;
}

/** The smallest value that at least the share does not exceed, by sorting. */
function exactQuantile(all: readonly number[], share: number): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
}

describe('quantiles', () => {
  it.each([0, 0.25, 0.5, 0.9, 0.99, 0.999, 1])('lie at most 0.1 %% above the exact one at %d', (share) => {
    fc.assert(
      fc.property(values, (all) => {
        const exact = exactQuantile(all, share);
        const reported = histogramOf(all).valueAt(share);
        expect(reported).toBeGreaterThanOrEqual(exact);
        expect(reported).toBeLessThanOrEqual(exact * 1.001);
      }),
    );
  });

  it('are exact below 2 ms', () => {
    const all = Array.from({ length: 2_000 }, (_, index) => index);
    const histogram = histogramOf(all);
    for (let share = 0; share <= 1; share += 0.01)
      expect(histogram.valueAt(share)).toBe(exactQuantile(all, share));
  });

  it('hold for a hundred thousand values over six decades', () => {
    const random = randomStream(11, 'test');
    const all = Array.from({ length: 100_000 }, () => Math.round(10 ** (1 + 6 * random())));
    const histogram = histogramOf(all);
    for (const share of [0.5, 0.9, 0.99, 0.999, 0.9999]) {
      const ratio = (histogram.valueAt(share) ?? 0) / exactQuantile(all, share);
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThanOrEqual(1.001);
    }
  });

  it('of a share that is still outstanding are null', () => {
    const histogram = histogramOf([10, 20, 30]);
    expect(histogram.valueAt(0.5, 4)).toBe(20);
    expect(histogram.valueAt(0.75, 4)).toBe(30);
    expect(histogram.valueAt(0.76, 4)).toBeNull();
    expect(histogram.valueAt(1, 4)).toBeNull();
    expect(histogram.valueAt(0.5, 100)).toBeNull();
    expect(new LatencyHistogram().valueAt(0.5)).toBeNull();
  });
});

describe('sums and extremes', () => {
  it('are exact, whatever the buckets', () => {
    fc.assert(
      fc.property(values, (all) => {
        expect(histogramOf(all).summarise()).toMatchObject({
          count: all.length,
          min: Math.min(...all),
          max: Math.max(...all),
          mean: all.reduce((sum, value) => sum + value, 0) / all.length,
        });
      }),
    );
  });

  it('keep the exact maximum of values beyond an hour', () => {
    const histogram = histogramOf([1, 2 * hourUs]);
    expect(histogram.summarise()).toMatchObject({ count: 2, max: 2 * hourUs });
    expect(histogram.valueAt(1)).toBe(2 * hourUs);
  });

  it('count negative values as 0', () => {
    expect(histogramOf([-5, 10]).summarise()).toMatchObject({ count: 2, min: 0, mean: 5, p50: 0, max: 10 });
  });

  it('are null when nothing was recorded', () => {
    const summary = {
      count: 0,
      min: null,
      mean: null,
      p50: null,
      p90: null,
      p99: null,
      p999: null,
      max: null,
    };
    expect(new LatencyHistogram().summarise()).toEqual(summary);
  });
});

describe('merging', () => {
  it('equals one histogram of all values, for any split', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), (shards) => {
        const merged = LatencyHistogram.mergeEncoded(shards.map((shard) => histogramOf(shard).encode()));
        expect(merged.encode()).toEqual(histogramOf(shards.flat()).encode());
      }),
      { numRuns: 40 },
    );
  });

  it('with an empty one changes nothing', () => {
    const histogram = histogramOf([1, 2]);
    histogram.merge(new LatencyHistogram());
    expect(histogram.summarise()).toEqual(histogramOf([1, 2]).summarise());
  });
});

describe('encoding', () => {
  it('survives the way there and back', () => {
    fc.assert(
      fc.property(values, (all) => {
        const histogram = histogramOf(all);
        const back = LatencyHistogram.decode(JSON.parse(JSON.stringify(histogram.encode())));
        expect(back.summarise()).toEqual(histogram.summarise());
      }),
      { numRuns: 40 },
    );
    expect(LatencyHistogram.decode(new LatencyHistogram().encode()).summarise().count).toBe(0);
  });

  it.each<[string, (encoded: string) => string]>([
    ['no base64', () => '?!'],
    ['empty', () => ''],
    ['cut short', (encoded) => encoded.slice(0, encoded.length / 2)],
    ['another cookie', (encoded) => `AAAA${encoded.slice(4)}`],
  ])('throws on text that is %s', (_name, damage) => {
    const encoded = histogramOf([1, 20, 300]).encode();
    expect(() => LatencyHistogram.decode({ ...encoded, encoded: damage(encoded.encoded) })).toThrow();
  });

  it('throws when the count is not that of the text', () => {
    expect(() => LatencyHistogram.decode({ ...histogramOf([1, 2]).encode(), count: 3 })).toThrow(
      'another count',
    );
  });
});
