import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { renderTrends } from '../../render/trend-text.js';
import type { LoadedRun } from '../../storage/loaded-run.js';
import { randomStream } from '../../system/random.js';
import { lookUpMetric, type Metric } from '../metric-catalogue.js';
import { traceTrends } from './trace-trends.js';

const metric = lookUpMetric('server.cpuPerDelivered') as Metric;

function makeSeries(levels: readonly number[], invalid: readonly number[] = []): LoadedRun[] {
  const random = randomStream(3, 'series');
  const model = makeRun();
  const [trial] = model.result.trials;
  if (trial === undefined) throw new Error('no trial');
  return levels.map((level, at) => {
    const cpuUsPerDelivered = level * (1 + 0.02 * (random() - 0.5));
    const status = invalid.includes(at) ? ('invalid' as const) : ('valid' as const);
    const own = { ...trial, status: 'complete' as const, validity: { status, reasons: [] } };
    const startedAt = `2026-01-${String(at + 1).padStart(2, '0')}T00:00:00.000Z`;
    return {
      ...model,
      result: {
        ...model.result,
        run: { ...model.result.run, id: `run-${at + 1}`, startedAt },
        trials: [{ ...own, server: { ...own.server, cpuUsPerDelivered } }],
      },
    };
  });
}

const steady = (level: number, runs: number): number[] => new Array<number>(runs).fill(level);

describe('traceTrends', () => {
  it('marks the run from which on the level is another, whatever order runs are given in', () => {
    const runs = makeSeries([...steady(100, 10), ...steady(150, 10)]).toReversed();
    const [trend] = traceTrends(runs, [metric]);
    expect(trend?.points.map(({ run }) => run)[0]).toBe('run-1');
    expect(trend?.changes.map(({ label }) => label)).toEqual(['run-11']);
    expect(trend?.changes[0]?.ratio).toBeCloseTo(1.5, 1);
    expect(renderTrends([trend].filter((own) => own !== undefined))).toMatch(
      /from run-11 on: 100 µs → 150 µs, ×1\.50/,
    );
  });

  it('marks nothing in noise, and leaves invalid runs out by number', () => {
    const [trend] = traceTrends(makeSeries(steady(100, 15), [2, 9]), [metric]);
    expect(trend?.changes).toEqual([]);
    expect([trend?.points.length, trend?.leftOut]).toEqual([13, 2]);
  });

  it('has no trend where nothing is valid', () => {
    expect(traceTrends(makeSeries([1, 2], [0, 1]), [metric])).toEqual([]);
    expect(renderTrends([])).toBe('no valid trial has these metrics\n');
  });
});
