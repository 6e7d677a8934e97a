import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { drawNoise } from '../gate/testing/make-pairs.js';
import { compareGroups } from './compare-groups.js';
import { rankRuns } from './rank-groups.js';

const options = { alpha: 0.05, confidence: 0.95, delta: 0.05 };

function drawRuns(level: number, runs: number, seed: number): number[] {
  const random = randomStream(seed, 'runs');
  return Array.from({ length: runs }, () => level * drawNoise(random, 0.02));
}

describe('rankRuns', () => {
  it('orders what the runs support, and calls the rest indistinguishable', () => {
    const ranking = rankRuns(
      [
        { name: 'sse', values: drawRuns(100, 6, 1) },
        { name: 'websocket', values: drawRuns(99, 6, 2) },
        { name: 'long-poll', values: drawRuns(150, 6, 3) },
        { name: 'short-poll', values: drawRuns(900, 6, 4) },
      ],
      options,
    );
    expect([...ranking.lowest].sort()).toEqual(['sse', 'websocket']);
    const by = new Map(ranking.groups.map((group) => [group.name, group]));
    expect(by.get('sse')?.indistinguishable).toEqual(['websocket']);
    expect(by.get('long-poll')?.above).toEqual(['sse', 'websocket']);
    expect(by.get('short-poll')?.above).toHaveLength(3);
  });

  it('supports no order among four groups of three runs, however far apart', () => {
    const groups = [1, 2, 4, 8].map((level, at) => ({ name: `${level}`, values: drawRuns(level, 3, at) }));
    expect(rankRuns(groups, options).lowest).toHaveLength(4);
  });

  it('does not call a proven but tiny difference one', () => {
    const groups = [100, 103].map((level) => ({
      name: `${level}`,
      values: Array.from({ length: 10 }, (_, at) => level + at / 100),
    }));
    const ranking = rankRuns(groups, options);
    expect(ranking.pairs[0]?.adjustedP).toBeLessThan(0.001);
    expect(ranking.lowest).toHaveLength(2);
  });

  it('leaves out groups without runs', () => {
    const groups = [
      { name: 'a', values: [1, 2] },
      { name: 'b', values: [] },
    ];
    expect(rankRuns(groups, options)).toMatchObject({ lowest: ['a'], pairs: [] });
  });
});

describe('compareGroups', () => {
  it('has no ratio where a value is 0, but still a test', () => {
    const { ratio, p } = compareGroups([0, 0, 0, 0, 0], [3, 4, 5, 6, 7], 0.95);
    expect(ratio).toBeNull();
    expect(p).toBeCloseTo(2 / 252, 12);
  });

  it('turns round with its groups', () => {
    const [a, b] = [drawRuns(100, 7, 5), drawRuns(120, 8, 6)];
    const there = compareGroups(a, b, 0.95);
    const back = compareGroups(b, a, 0.95);
    expect(there.p).toBeCloseTo(back.p, 12);
    expect((there.ratio?.median ?? 0) * (back.ratio?.median ?? 0)).toBeCloseTo(1, 12);
    expect((there.ratio?.low ?? 0) * (back.ratio?.high ?? 0)).toBeCloseTo(1, 12);
  });
});
