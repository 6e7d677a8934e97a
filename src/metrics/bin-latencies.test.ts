import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinLatencies } from './bin-latencies.js';

const latencies = fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: 1, maxLength: 100 });

function binOf(values: Iterable<number>): BinLatencies {
  const bin = new BinLatencies();
  for (const value of values) bin.record(value);
  return bin;
}

/** The upper edge of a value's bucket, seen by hiding the exact maximum behind a larger one. */
function bucketEdgeUs(valueUs: number): number {
  return binOf([valueUs, 2 ** 33]).valueAt(0.5) as number;
}

describe('buckets', () => {
  it('are at most 1.6 % wide and never report less than the value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const edge = bucketEdgeUs(value);
        expect(edge).toBeGreaterThanOrEqual(value);
        expect(edge).toBeLessThanOrEqual(value * (1 + 1 / 64));
      }),
    );
  });

  it('have edges that only grow, through every octave', () => {
    for (let octave = 0; octave < 32; octave++) {
      for (const value of [2 ** octave - 1, 2 ** octave, 2 ** octave + 1]) {
        expect(bucketEdgeUs(value + 1)).toBeGreaterThanOrEqual(bucketEdgeUs(value));
      }
      // A new octave begins with its first value, not in the middle of a bucket.
      if (octave > 0) expect(bucketEdgeUs(2 ** octave - 1)).toBe(2 ** octave - 1);
    }
  });

  it('tell every microsecond apart up to 127 µs', () => {
    for (let value = 0; value < 128; value++) expect(bucketEdgeUs(value)).toBe(value);
  });

  it('take in what is negative as 0 and what is longer than 71 minutes as that, with the exact maximum', () => {
    expect(binOf([-7]).take()).toEqual({ pairs: [0, 1], maxUs: 0 });
    expect(binOf([2 ** 33]).maxUs).toBe(2 ** 33);
    expect(binOf([2 ** 33, 2 ** 34]).valueAt(0.5)).toBe(2 ** 32 - 1);
  });
});

describe('percentiles', () => {
  it('are within a bucket of the exact ones and never above the maximum', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
        const reported = binOf(values).valueAt(share);
        expect(reported).toBeGreaterThanOrEqual(exact);
        expect(reported).toBeLessThanOrEqual(Math.min(exact * (1 + 1 / 64), sorted.at(-1) as number));
      }),
    );
  });

  it('of nothing are null', () => {
    expect(new BinLatencies().valueAt(0.5)).toBeNull();
  });
});

describe('pairs', () => {
  it('of several workers add up to what one would have counted', () => {
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 1, maxLength: 4 }), (workers) => {
        const sum = new BinLatencies();
        for (const values of workers) {
          const { pairs, maxUs } = binOf(values).take();
          sum.addPairs(pairs, maxUs);
        }
        const whole = binOf(workers.flat());
        expect(sum.count).toBe(workers.flat().length);
        expect(sum.take()).toEqual(whole.take());
      }),
    );
  });

  it('leave nothing behind for the next bin', () => {
    const bin = binOf([1, 1_000, 2_000_000]);
    expect(bin.take().pairs.filter((_, index) => index % 2 === 1)).toEqual([1, 1, 1]);
    expect(bin).toMatchObject({ count: 0, maxUs: 0 });
    expect(bin.take()).toEqual({ pairs: [], maxUs: 0 });
    bin.record(5);
    expect(bin.take()).toEqual({ pairs: [5, 1], maxUs: 5 });
  });
});
