import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitClients } from './shards.js';

describe('splitClients', () => {
  it.each([
    [10, 3, [4, 3, 3]],
    [9, 3, [3, 3, 3]],
    [2, 3, [1, 1, 0]],
    [0, 2, [0, 0]],
    [7, 1, [7]],
  ])('%d over %d', (total, workers, shares) => {
    expect(splitClients(total, workers)).toEqual(shares);
  });

  it('adds up for every split of up to 200 clients over up to 40 workers', () => {
    for (let total = 0; total <= 200; total++) {
      for (let workers = 1; workers <= 40; workers++) expectEvenSplit(total, workers);
    }
  });

  it('adds up for large splits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 256 }), expectEvenSplit),
      { seed: 1 },
    );
  });

  it.each([
    [10, 0],
    [10, -1],
    [10, 1.5],
    [-1, 2],
    [1.5, 2],
    [Number.NaN, 2],
  ])('refuses %d over %d', (total, workers) => {
    expect(() => splitClients(total, workers)).toThrow(RangeError);
  });
});

function expectEvenSplit(total: number, workers: number): void {
  const shares = splitClients(total, workers);
  expect(shares).toHaveLength(workers);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
}
