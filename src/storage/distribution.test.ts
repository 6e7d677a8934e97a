import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { listDistribution } from './distribution.js';

function histogramOf(values: Iterable<number>): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('listDistribution', () => {
  it('runs from the minimum to the maximum, ever upwards', () => {
    const values = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, (all) => {
        const points = listDistribution(histogramOf(all));
        expect(points[0]).toEqual({ percentile: 0, valueUs: Math.min(...all) });
        expect(points.at(-1)).toEqual({ percentile: 1, valueUs: Math.max(...all) });
        for (const [index, point] of points.slice(1).entries()) {
          expect(point.percentile).toBeGreaterThan(points[index]?.percentile ?? 1);
          expect(point.valueUs).toBeGreaterThanOrEqual(points[index]?.valueUs ?? 0);
        }
      }),
    );
  });

  it('closes in on 1 in quarters of a halving, as far as there are values', () => {
    const points = listDistribution(histogramOf(Array.from({ length: 1_024 }, (_, index) => index + 1)));
    // Ten halvings of 1,024 values, four steps each, and the two ends.
    expect(points).toHaveLength(42);
    expect(points[4]).toEqual({ percentile: 0.5, valueUs: 512 });
    expect(points[8]).toEqual({ percentile: 0.75, valueUs: 768 });
    expect(points[40]?.percentile).toBe(1 - 1 / 1_024);
  });

  it('of one value is its two ends, of none nothing', () => {
    expect(listDistribution(histogramOf([7]))).toEqual([
      { percentile: 0, valueUs: 7 },
      { percentile: 1, valueUs: 7 },
    ]);
    expect(listDistribution(new LatencyHistogram())).toEqual([]);
  });
});
