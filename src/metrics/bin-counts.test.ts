import { describe, expect, it } from 'vitest';
import { BinCounter, sumBinCounts } from './bin-counts.js';

describe('BinCounter', () => {
  it('counts instants in any order, in bins of 10 ms from the origin', () => {
    const counter = new BinCounter(1_000_000);
    for (const atUs of [1_025_000, 1_000_000, 1_009_999, 1_020_000, 999_000]) counter.count(atUs);
    expect(counter.encode()).toEqual([
      [0, 3],
      [2, 2],
    ]);
  });
});

describe('sumBinCounts', () => {
  it('adds bin by bin', () => {
    const sums = sumBinCounts([
      [[1, 2]],
      [],
      [
        [0, 5],
        [1, 3],
      ],
    ]);
    expect(sums).toEqual([
      [0, 5],
      [1, 5],
    ]);
  });
});
