import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReference } from '../../../test/reference/r/read-reference.js';
import { boundAbove, testSignedRank } from './signed-rank.js';

const reference = readReference();

describe('testSignedRank', () => {
  it.each([...reference.signedRank, ...reference.signedRankTies])(
    'agrees with R: $x',
    ({ x, v, above, below }) => {
      const test = testSignedRank(x);
      expect(test.positiveRanks).toBe(v);
      expect(test.above).toBeCloseTo(above, 12);
      expect(test.below).toBeCloseTo(below, 12);
    },
  );

  it.each(reference.psignrank)('has the tail of R’s psignrank: $n pairs, at most $q', ({ n, q, p }) => {
    const { below } = testSignedRank(signRanks(n, q));
    expect(Math.abs(below / p - 1)).toBeLessThan(1e-6);
  });

  // Hollander and Wolfe, Nonparametric Statistical Methods, table A.4: chances of a sum as small, rounded there to three digits.
  it.each([
    [5, 0, 0.031],
    [7, 3, 0.039],
    [8, 5, 0.039],
    [9, 8, 0.049],
    [10, 10, 0.042],
    [10, 8, 0.024],
  ])('has the published chance for %i pairs and a sum of %i', (n, sum, chance) => {
    expect(Number(testSignedRank(signRanks(n, sum)).below.toFixed(3))).toBe(chance);
  });

  it('counts every arrangement of signs, ties and zeros included', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), (values) => {
        const { above, below } = testSignedRank(values);
        const signs = listSigns(values.filter((value) => value !== 0).map(Math.abs));
        const sums = signs.map((signed) => testSignedRank(signed).positiveRanks);
        const { positiveRanks } = testSignedRank(values);
        expect(above).toBeCloseTo(sums.filter((sum) => sum >= positiveRanks).length / sums.length, 12);
        expect(below).toBeCloseTo(sums.filter((sum) => sum <= positiveRanks).length / sums.length, 12);
      }),
    );
  });

  it('sees the mirror image of mirrored values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { maxLength: 30 }), (values) => {
        const mirrored = testSignedRank(values.map((value) => -value));
        expect(mirrored.below).toBeCloseTo(testSignedRank(values).above, 12);
      }),
    );
  });

  it('finds nothing in nothing', () => {
    expect(testSignedRank([])).toEqual({ positiveRanks: 0, count: 0, above: 1, below: 1 });
    expect(testSignedRank([0, 0])).toEqual({ positiveRanks: 0, count: 0, above: 1, below: 1 });
  });
});

describe('boundAbove', () => {
  it('is where the test begins to say "below"', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(distinct, (values) => {
        const bound = boundAbove(values, 0.025);
        if (bound === Number.POSITIVE_INFINITY) {
          expect(2 ** -values.length).toBeGreaterThan(0.025);
          return;
        }
        // An irrational distance keeps clear of ties among the shifted values.
        const below = (limit: number) => testSignedRank(values.map((value) => value - limit)).below;
        expect(below(bound + Math.SQRT2 / 100)).toBeLessThanOrEqual(0.025);
        expect(below(bound - Math.SQRT2 / 100)).toBeGreaterThan(0.025);
      }),
    );
  });
});

/** The values 1 … n, of which such are positive that their ranks add up to the sum. */
function signRanks(n: number, sum: number): number[] {
  const values: number[] = [];
  let left = sum;
  for (let rank = n; rank >= 1; rank--) {
    const positive = rank <= left;
    if (positive) left -= rank;
    values.push(positive ? rank : -rank);
  }
  return values;
}

function listSigns(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (lists, size) =>
      lists.flatMap((signed) => [
        [...signed, size],
        [...signed, -size],
      ]),
    [[]],
  );
}
