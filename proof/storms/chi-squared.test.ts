import { describe, expect, it } from 'vitest';
import { chanceBeyond, computeChiSquared, criticalValue } from './chi-squared.js';
import { binWave } from './first-waves.js';

describe('criticalValue', () => {
  it.each([
    // NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.6.7.4, at 1 %.
    [2, 9.21],
    [10, 23.209],
    [50, 76.154],
  ])('of %d degrees is %d', (degrees, value) => {
    expect(Math.abs(criticalValue(degrees, 2.3263) / value - 1)).toBeLessThan(0.01);
  });
});

describe('chanceBeyond', () => {
  it.each([
    // From the same tables.
    [2, 9.21, 0.01],
    [10, 15.987, 0.1],
    [10, 3.94, 0.95],
    [50, 67.505, 0.05],
    [50, 86.661, 0.001],
  ])('of %d degrees, of %d, is %d', (degrees, value, chance) => {
    expect(Math.abs(chanceBeyond({ value, degrees }) / chance - 1)).toBeLessThan(0.05);
  });

  it('of what cannot be is nothing', () => {
    expect(chanceBeyond({ value: 1e6, degrees: 40 })).toBe(0);
    expect(chanceBeyond({ value: 0, degrees: 40 })).toBeCloseTo(1, 6);
  });
});

describe('computeChiSquared', () => {
  it('takes bins that expect 5 one by one and the rest together', () => {
    expect(computeChiSquared({ observed: [12, 8, 0], expected: [10, 10, 0] })).toEqual({
      value: 0.8,
      degrees: 1,
    });
    expect(computeChiSquared({ observed: [12, 6, 2], expected: [10, 10, 0] })).toEqual({
      value: 6,
      degrees: 2,
    });
  });
});

describe('binWave', () => {
  it('spreads each loss as the definition says', () => {
    const rows = [
      { atUs: 1_000_000, lost: 50, due: 0 },
      { atUs: 1_050_000, lost: 50, due: 0 },
      { atUs: 1_310_000, lost: 0, due: 7 },
    ];
    const { observed, expected } = binWave(rows, (seconds) => Math.min(1, Math.max(0, seconds / 0.2)));
    expect(observed.slice(0, 4)).toEqual([0, 0, 0, 7]);
    expect(expected.slice(0, 4).map((mean) => Number(mean.toFixed(6)))).toEqual([35, 50, 15, 0]);
  });
});
