import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../system/random.js';
import { boundPeak, type ExpectedPeak, expectPeak } from './expect-peak.js';

/** Mean and standard deviation of the fullest bin over many storms of N draws, evenly over m bins. */
function simulatePeak(total: number, bins: number, storms: number): ExpectedPeak {
  const peaks: number[] = [];
  for (let storm = 0; storm < storms; storm++) {
    const random = randomStream(storm, 'peak', bins);
    const counts = new Array<number>(bins).fill(0);
    for (let draw = 0; draw < total; draw++) {
      const bin = Math.floor(random() * bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    peaks.push(Math.max(...counts));
  }
  const mean = peaks.reduce((sum, peak) => sum + peak, 0) / storms;
  const square = peaks.reduce((sum, peak) => sum + (peak - mean) ** 2, 0) / storms;
  return { mean, deviation: Math.sqrt(square) };
}

describe.each([
  [5_000, 50],
  [5_000, 20],
  [1_000, 100],
])('the fullest of %d attempts over %d bins', (total, bins) => {
  const mean = total / bins;
  const even = new Array<number>(bins).fill(mean);
  const simulated = simulatePeak(total, bins, 400);

  it('is expected to within a tenth of a standard deviation of a bin', () => {
    const expected = expectPeak(even).mean;
    // 400 storms leave their mean uncertain by a fortieth of that; counts that add up to N compete a little.
    expect(Math.abs(expected - simulated.mean)).toBeLessThan(0.15 * Math.sqrt(mean));
  });

  it('scatters from storm to storm as expected', () => {
    // A standard deviation from n draws is uncertain by √((κ − 1) ÷ 4n), with the kurtosis 5.4 of maxima a nineteenth; three times that.
    const expected = expectPeak(even, total).deviation;
    expect(Math.abs(simulated.deviation / expected - 1)).toBeLessThan(0.158);
  });

  it('stays below μ + √(2 μ ln m), by less than one standard deviation', () => {
    const bound = boundPeak(even);
    expect(simulated.mean).toBeLessThan(bound);
    expect(bound - simulated.mean).toBeLessThan(Math.sqrt(mean));
  });
});

describe('expectPeak', () => {
  it('of one bin is its mean and √mean', () => {
    expect(expectPeak([5_000]).mean).toBeCloseTo(5_000, 3);
    expect(expectPeak([5_000]).deviation).toBeCloseTo(Math.sqrt(5_000), 3);
    expect(expectPeak([0.3]).mean).toBeCloseTo(0.3, 9);
    expect(expectPeak([0.3]).deviation).toBeCloseTo(Math.sqrt(0.3), 6);
  });

  it('of one bin that all are known to fall into is certain', () => {
    expect(expectPeak([5_000], 5_000).mean).toBeCloseTo(5_000, 3);
    expect(expectPeak([5_000], 5_000).deviation).toBeLessThan(0.5);
  });

  it('of nothing is nothing', () => {
    expect(expectPeak([])).toEqual({ mean: 0, deviation: 0 });
    expect(expectPeak([0, 0])).toEqual({ mean: 0, deviation: 0 });
  });

  it('minds empty and lesser bins as little as they deserve', () => {
    const even = new Array<number>(10).fill(100);
    const flat = expectPeak(even).mean;
    expect(expectPeak([...even, 0, 0, 1, 3]).mean).toBeCloseTo(flat, 6);
    expect(expectPeak([...even, 99]).mean).toBeGreaterThan(flat);
  });
});

describe('boundPeak', () => {
  it('counts the bins that expect anything, and takes the fullest for their mean', () => {
    expect(boundPeak([100, 0, 0])).toBe(100);
    expect(boundPeak([100, 40, 0, 0])).toBeCloseTo(100 + Math.sqrt(200 * Math.LN2), 9);
    expect(boundPeak([])).toBe(0);
  });
});
