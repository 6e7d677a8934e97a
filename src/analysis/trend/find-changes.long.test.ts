import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { boundShare } from '../gate/clopper-pearson.js';
import { drawNoise } from '../gate/testing/make-pairs.js';
import { findSplit } from './energy-split.js';
import { defaultTrendOptions, fewestToMark, findChanges, type TrendPoint } from './find-changes.js';

/** A series of levels, each so many values long, with 3 % noise. */
function makeSeries(
  levels: readonly (readonly [level: number, length: number])[],
  seed: number,
): TrendPoint[] {
  const random = randomStream(seed, 'series');
  return levels
    .flatMap(([level, length]) => Array.from({ length }, () => level * drawNoise(random, 0.03)))
    .map((value, at) => ({ value, label: `run ${at}` }));
}

describe('findChanges', () => {
  it('finds a known step where it is', () => {
    const [change, ...others] = findChanges(
      makeSeries(
        [
          [100, 20],
          [115, 15],
        ],
        1,
      ),
    );
    expect(others).toEqual([]);
    expect(change).toMatchObject({ at: 20, label: 'run 20', p: 1 / 1000 });
    expect(change?.before).toBeCloseTo(100, -1);
    expect(change?.ratio).toBeGreaterThan(1.1);
    expect(change?.ratio).toBeLessThan(1.2);
  });

  it('finds several, also one that goes back', () => {
    const changes = findChanges(
      makeSeries(
        [
          [100, 15],
          [130, 12],
          [100, 14],
          [70, 15],
        ],
        2,
      ),
    );
    expect(changes.map(({ at }) => at)).toEqual([15, 27, 41]);
    expect(changes.map(({ ratio }) => (ratio ?? 1) > 1)).toEqual([true, false, false]);
  });

  it('finds none where there is none, as seldom wrong as it says', async ({ annotate }) => {
    const tries = 150;
    const wrong = Array.from({ length: tries }, (_, seed) =>
      findChanges(makeSeries([[100, 24]], seed), {
        ...defaultTrendOptions,
        alpha: 0.05,
        permutations: 199,
        seed,
      }),
    ).filter((changes) => changes.length > 0).length;
    const { low, high } = boundShare(wrong, tries, 0.99);
    await annotate(
      `trend without a change: ${wrong} of ${tries} marked (${low.toFixed(3)} to ${high.toFixed(3)}), α 0.05`,
    );
    expect(low).toBeLessThanOrEqual(0.05);
  });

  it('does not take outliers for a level', () => {
    const series = makeSeries([[100, 30]], 4).map((point, at) =>
      at === 7 || at === 19 || at === 20 ? { ...point, value: point.value * 3 } : point,
    );
    expect(findChanges(series)).toEqual([]);
  });

  it('finds the step among outliers', () => {
    const series = makeSeries(
      [
        [100, 18],
        [125, 18],
      ],
      5,
    ).map((point, at) => (at === 5 || at === 28 ? { ...point, value: point.value * 2 } : point));
    expect(findChanges(series).map(({ at }) => at)).toEqual([18]);
  });

  it('shows a drift as a stair in its direction', () => {
    const series = makeSeries([[100, 40]], 6).map((point, at) => ({
      ...point,
      value: point.value * 1.01 ** at,
    }));
    const changes = findChanges(series);
    expect(changes.length).toBeGreaterThan(0);
    for (const { ratio } of changes) expect(ratio).toBeGreaterThan(1);
  });

  it('takes zeros as they are', () => {
    const series = [...Array(10).fill(0), ...Array(10).fill(3)].map((value: number, at) => ({
      value,
      label: `${at}`,
    }));
    expect(findChanges(series)).toMatchObject([{ at: 10, before: 0, after: 3, ratio: null }]);
  });

  it.each([[[]], [[1]], [[1, 2, 3, 4, 5, 6, 7]], [Array(30).fill(5)]])(
    'has nothing to say of %j',
    (values: number[]) => {
      expect(findChanges(values.map((value) => ({ value, label: '' })))).toEqual([]);
    },
  );

  it('gives the same for the same seed', () => {
    const series = makeSeries(
      [
        [100, 12],
        [108, 12],
      ],
      8,
    );
    expect(findChanges(series)).toEqual(findChanges(series));
  });
});

describe('fewestToMark', () => {
  const fewest = fewestToMark(defaultTrendOptions);
  const countMarked = (values: number, at: number): number =>
    Array.from({ length: 8 }, (_, seed) => {
      const random = randomStream(seed, 'step');
      const points = Array.from({ length: values }, (_, i) => ({
        value: (i < at ? 100 : 1000) * drawNoise(random, 0.03),
        label: '',
      }));
      return findChanges(points, { ...defaultTrendOptions, seed }).length > 0;
    }).filter(Boolean).length;

  it('is what a step as clear as can be needs; with one more it is always found', () => {
    expect(fewest).toBe(10);
    expect(countMarked(fewest, fewest / 2)).toBeGreaterThan(0);
    expect(countMarked(fewest + 1, fewest / 2)).toBe(8);
  });

  it('leaves no step of fewer values that could be marked, whatever is drawn', () => {
    for (const values of [8, 9])
      for (let at = 4; at + 4 <= values; at++)
        expect([values, at, countMarked(values, at)]).toEqual([values, at, 0]);
  });
});

describe('findSplit', () => {
  it('cannot split what is shorter than two parts', () => {
    expect(findSplit([1, 2, 3], 2).q).toBe(Number.NEGATIVE_INFINITY);
  });
});
