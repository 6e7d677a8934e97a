import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { defaultGateOptions } from './gate-types.js';
import { defaultCurveOptions, estimateCurve, type RunPool } from './operating-curve.js';
import { drawNoise, latency } from './testing/make-pairs.js';

function makePool(name: string, spread: number, runs = 60): RunPool {
  const random = randomStream(1, name);
  const values = Array.from({ length: runs }, () => 1000 * drawNoise(random, spread));
  return { metric: { ...latency, name }, labels: { transport: 'sse' }, values };
}

describe('estimateCurve', () => {
  const pools = [makePool('quiet', 0.02), makePool('noisy', 0.25)];
  const curve = estimateCurve(pools, { ...defaultCurveOptions, invocations: 150 }, defaultGateOptions);

  it('keeps to α and finds what noise lets it find', async ({ annotate }) => {
    await annotate(
      JSON.stringify(
        curve.metrics.map(({ metric, detected }) => [metric.name, detected.map(({ count }) => count)]),
      ),
    );
    expect(curve.runs).toBe(60);
    for (const alarms of [curve.falseRegressions, curve.falseImprovements])
      expect(alarms.low).toBeLessThanOrEqual(defaultGateOptions.alpha);
    const [quiet, noisy] = curve.metrics;
    expect(quiet?.detected.slice(1).map(({ count }) => count)).toEqual([150, 150, 150, 150]);
    expect(noisy?.detected.at(-1)?.count).toBeGreaterThan(135);
    const counts = noisy?.detected.map(({ count }) => count) ?? [];
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(counts[0]).toBeLessThan(15);
  });

  it('counts every verdict on identical code', () => {
    for (const { same } of curve.metrics) expect(Object.values(same).reduce((a, b) => a + b, 0)).toBe(150);
    expect(curve.metrics[0]?.same.pass).toBe(150);
  });

  it('makes a metric worse downwards where less is worse', () => {
    const pool = makePool('delivered', 0.02);
    const less = { ...pool, metric: { ...pool.metric, direction: 'lower-is-worse' as const } };
    const [metric] = estimateCurve(
      [less],
      { pairs: 10, invocations: 20, effects: [0.5] },
      defaultGateOptions,
    ).metrics;
    expect(metric?.detected[0]?.count).toBe(20);
  });

  it('has no independent halves in too few runs', () => {
    const few = [makePool('few', 0.02, 29)];
    expect(() => estimateCurve(few, defaultCurveOptions, defaultGateOptions)).toThrow('need 30 runs, not 29');
    expect(() =>
      estimateCurve([...pools, makePool('other', 0.1, 61)], defaultCurveOptions, defaultGateOptions),
    ).toThrow('a value from every run');
  });
});
