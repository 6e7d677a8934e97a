import { describe, expect, it } from 'vitest';
import { testRankSum } from './rank-sum.js';
import { runsToTellApart, smallestChance } from './smallest-chance.js';

describe('smallestChance', () => {
  it.each([
    [1, 1],
    [1, 6],
    [3, 3],
    [4, 7],
    [5, 5],
  ])('is what the exact test gives for %d values below %d', (m, n) => {
    const low = Array.from({ length: m }, (_, at) => at);
    const high = Array.from({ length: n }, (_, at) => 100 + at);
    expect(smallestChance(m, n)).toBeCloseTo(testRankSum(low, high), 12);
  });
});

it.each([
  [2, 4],
  [3, 5],
  [4, 5],
  [5, 6],
])('%d groups need %d runs each to be told apart at 5 %', (groups, runs) => {
  expect(runsToTellApart(groups, 0.05)).toBe(runs);
});
