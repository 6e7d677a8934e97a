import { describe, expect, it } from 'vitest';
import { chiSquaredTail, poissonUpTo } from './tail-chances.js';

describe('chiSquaredTail', () => {
  it.each([
    // Tables of critical values: NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.6.7.4.
    [1, 3.841, 0.05],
    [10, 23.209, 0.01],
    [49, 74.919, 0.01],
    [100, 149.449, 0.001],
  ])('of %d degrees beyond %d is %d', (degrees, value, chance) => {
    expect(chiSquaredTail(degrees, value)).toBeCloseTo(chance, 4);
  });

  it('is 1 at nothing, and 0 far out without an error', () => {
    expect(chiSquaredTail(5, 0)).toBe(1);
    for (const value of [999, 1_051, 1_300, 1_400, 1_500, 1e5, 1e300, Number.POSITIVE_INFINITY])
      expect(chiSquaredTail(5, value)).toBeLessThan(1e-200);
    for (let value = 1_000; value < 9_000; value += 50)
      expect(chiSquaredTail(500, value)).toBeLessThan(1e-30);
  });
});

describe('poissonUpTo', () => {
  it('adds the probabilities up', () => {
    expect(poissonUpTo(0, 2)).toBeCloseTo(Math.exp(-2), 12);
    expect(poissonUpTo(2, 2)).toBeCloseTo(5 * Math.exp(-2), 12);
    expect(poissonUpTo(5_000, 5_000)).toBeCloseTo(0.5, 2);
  });

  it('has no error anywhere', () => {
    for (const mean of [0.001, 1, 60, 700, 5_000, 40_000, 1e6])
      for (const count of [0, 1, 50, 500, 1_500, 4_900, 5_100, 9_000, 50_000, 2e6]) {
        const chance = poissonUpTo(count, mean);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        if (Math.abs(count - mean) > 20 * Math.sqrt(mean) + 20)
          expect(Math.round(chance)).toBe(count > mean ? 1 : 0);
      }
  });
});
