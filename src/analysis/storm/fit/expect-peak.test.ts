import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../system/random.js';
import { boundPeak, expectPeak } from './expect-peak.js';

/** Mean of the fullest bin over many storms of N draws, evenly over m bins. */
function simulatePeak(total: number, bins: number, storms: number): number {
  let sum = 0;
  for (let storm = 0; storm < storms; storm++) {
    const random = randomStream(storm, 'peak', bins);
    const counts = new Array<number>(bins).fill(0);
    for (let draw = 0; draw < total; draw++) {
      const bin = Math.floor(random() * bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    sum += Math.max(...counts);
  }
  return sum / storms;
}

describe.each([
  [5_000, 50],
  [5_000, 20],
  [1_000, 100],
])('the fullest of %d attempts over %d bins', (total, bins) => {
  const mean = total / bins;
  const simulated = simulatePeak(total, bins, 400);

  it('is expected to within a tenth of a standard deviation of a bin', () => {
    const expected = expectPeak(new Array<number>(bins).fill(mean));
    // 400 storms leave their mean uncertain by a fortieth of that; counts that add up to N compete a little.
    expect(Math.abs(expected - simulated)).toBeLessThan(0.15 * Math.sqrt(mean));
  });

  it('stays below μ + √(2 μ ln m), by less than one standard deviation', () => {
    const bound = boundPeak(mean, bins);
    expect(simulated).toBeLessThan(bound);
    expect(bound - simulated).toBeLessThan(Math.sqrt(mean));
  });
});

describe('expectPeak', () => {
  it('of one bin is its mean', () => {
    expect(expectPeak([5_000])).toBeCloseTo(5_000, 3);
    expect(expectPeak([0.3])).toBeCloseTo(0.3, 9);
  });

  it('of nothing is nothing', () => {
    expect(expectPeak([])).toBe(0);
    expect(expectPeak([0, 0])).toBe(0);
  });

  it('minds empty and lesser bins as little as they deserve', () => {
    const flat = expectPeak(new Array<number>(10).fill(100));
    expect(expectPeak([...new Array<number>(10).fill(100), 0, 0, 1, 3])).toBeCloseTo(flat, 6);
    expect(expectPeak([...new Array<number>(10).fill(100), 99])).toBeGreaterThan(flat);
  });
});
