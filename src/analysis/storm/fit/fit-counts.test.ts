import { describe, expect, it } from 'vitest';
import { type Random, randomStream } from '../../../system/random.js';
import { fitCounts } from './fit-counts.js';

/** N draws over bins with these shares. */
function drawCounts(random: Random, shares: readonly number[], total: number): number[] {
  const counts = shares.map(() => 0);
  const ends = shares.map((_, bin) => shares.slice(0, bin + 1).reduce((sum, share) => sum + share, 0));
  for (let draw = 0; draw < total; draw++) {
    const at = random();
    const bin = ends.findIndex((end) => at < end);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe('fitCounts', () => {
  it('is Pearson’s statistic', () => {
    // 36 throws of a die: Σ (o − 6)²/6 = (16 + 1 + 0 + 1 + 4 + 36)/6.
    const fit = fitCounts([10, 5, 6, 7, 8, 0], [6, 6, 6, 6, 6, 6], 36);
    expect(fit.chiSquared).toBeCloseTo(58 / 6, 12);
    expect(fit.degrees).toBe(5);
    expect(fit.p).toBeCloseTo(0.0853, 3);
  });

  it('merges neighbours until they expect 5, and has a degree more when the sum is free', () => {
    expect(fitCounts([3, 2, 3, 9, 1], [2, 2, 2, 10, 2]).degrees).toBe(2);
    expect(fitCounts([3, 2, 3, 9, 1], [2, 2, 2, 10, 2], 18).degrees).toBe(1);
    expect(fitCounts([3, 2, 3, 9, 1], [2, 2, 2, 10, 2]).chiSquared).toBeCloseTo(4 / 6 + 4 / 12, 12);
  });

  it('has what is to come after the end as a class', () => {
    expect(fitCounts([50, 50], [50, 30], 100)).toMatchObject({ degrees: 2 });
    expect(fitCounts([50, 50], [50, 30], 100).chiSquared).toBeCloseTo(400 / 30 + 400 / 20, 12);
  });

  it('does not let strays disappear in a neighbour that expects everything', () => {
    const expected = [0, 0, 5_000, 0, 0, 0];
    expect(fitCounts([0, 0, 5_000, 0, 0, 0], expected, 5_000)).toEqual({ chiSquared: 0, degrees: 0, p: 1 });
    expect(fitCounts([0, 0, 4_999, 0, 0, 1], expected, 5_000).p).toBeGreaterThan(0.01);
    expect(fitCounts([0, 10, 4_990, 0, 0, 0], expected, 5_000).p).toBeLessThan(1e-9);
    expect(fitCounts([0, 0, 0, 5_000, 0, 0], expected, 5_000).p).toBe(0);
  });

  it('agrees with p below 0.01 once in a hundred draws, and below 0.5 every second time', () => {
    const shares = Array.from({ length: 50 }, () => 1 / 50);
    const expected = shares.map((share) => share * 5_000);
    const chances = Array.from({ length: 400 }, (_, seed) =>
      fitCounts(drawCounts(randomStream(seed, 'fit'), shares, 5_000), expected, 5_000),
    ).map(({ p }) => p);
    // Binomial counts of 400: four standard deviations about 4 and 200.
    expect(chances.filter((p) => p < 0.01).length).toBeLessThan(12);
    expect(Math.abs(chances.filter((p) => p < 0.5).length - 200)).toBeLessThan(40);
  });

  it('rejects a window that is 8 % too wide', () => {
    const counts = drawCounts(
      randomStream(1, 'wrong'),
      Array.from({ length: 50 }, () => 1 / 50),
      5_000,
    );
    const wrong = Array.from({ length: 54 }, () => 5_000 / 54);
    expect(fitCounts([...counts, 0, 0, 0, 0], wrong, 5_000).p).toBeLessThan(1e-6);
  });
});
