import { describe, expect, it } from 'vitest';
import { computeChiSquared, criticalValue } from './chi-squared.js';
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
