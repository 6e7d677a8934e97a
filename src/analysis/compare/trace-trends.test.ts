import { describe, expect, it } from 'vitest';
import { makeSeries } from '../../../test/fixtures/make-series.js';
import { renderTrendText } from '../../render/trend-text.js';
import { lookUpMetric, type Metric } from '../metric-catalogue.js';
import { traceTrends } from './trace-trends.js';

const metric = lookUpMetric('server.cpuPerDelivered') as Metric;

const steady = (level: number, runs: number): number[] => new Array<number>(runs).fill(level);

describe('traceTrends', () => {
  it('marks the run from which on the level is another, whatever order runs are given in', () => {
    const runs = makeSeries([...steady(100, 10), ...steady(150, 10)]).toReversed();
    const [trend] = traceTrends(runs, [metric]);
    expect(trend?.points.map(({ run }) => run)[0]).toBe('run-1');
    expect(trend?.changes.map(({ label }) => label)).toEqual(['run-11']);
    expect(trend?.changes[0]?.ratio).toBeCloseTo(1.5, 1);
    expect(renderTrendText([trend].filter((own) => own !== undefined))).toMatch(
      /from run-11 on: 100 µs → 150 µs, ×1\.50/,
    );
  });

  it('marks nothing in noise, and leaves invalid runs out by number', () => {
    const [trend] = traceTrends(makeSeries(steady(100, 15), [2, 9]), [metric]);
    expect(trend?.changes).toEqual([]);
    expect([trend?.points.length, trend?.leftOut]).toEqual([13, 2]);
  });

  it.each([
    [3, 'too few runs to tell (3; 10 are the least)'],
    [9, 'too few runs to tell (9; 10 are the least)'],
    [10, 'no change of level'],
  ])('says of %d runs whether they could have shown a change', (runs, words) => {
    expect(renderTrendText(traceTrends(makeSeries(steady(100, runs)), [metric]))).toContain(`  ${words}\n`);
  });

  it('says that machines changed among the runs', () => {
    const [first, ...others] = makeSeries([100, 1000, 1000]);
    if (first === undefined) throw new Error('no run');
    const environment = { ...first.result.environment, cpu: 'another' };
    const moved = [{ ...first, result: { ...first.result, environment } }, ...others];
    expect(renderTrendText(traceTrends(moved, [metric]))).toMatch(/^note {2}.*different machines/m);
    expect(renderTrendText(traceTrends(others, [metric]))).not.toContain('note');
  });

  it('has no trend where nothing is valid', () => {
    expect(traceTrends(makeSeries([1, 2], [0, 1]), [metric])).toEqual([]);
    expect(renderTrendText([])).toBe('no valid trial has these metrics\n');
  });
});
