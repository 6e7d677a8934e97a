import { describe, expect, it } from 'vitest';
import { randomStream } from '../../system/random.js';
import { boundShare } from './clopper-pearson.js';
import { defaultGateOptions, type GateOptions, type PairSample } from './gate-types.js';
import { decideLook, type Look, planLooks, sparePairs } from './look-plan.js';
import { leastPairs } from './pairs-needed.js';
import { drawNoise, latency, listPairs } from './testing/make-pairs.js';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('planLooks', () => {
  it.each([
    [15, 1, 4],
    [15, 16, 4],
    [40, 30, 5],
    [8, 200, 4],
    [6, 1, 4],
    [3, 1, 4],
  ])(
    'spends α and the error of the intervals exactly: up to %i pairs, %i metrics, %i looks',
    (most, family, looks) => {
      const plan = planLooks(most, family, defaultGateOptions, looks);
      expect(plan.at(-1)?.pairs).toBe(most);
      expect(sum(plan.map(({ alpha }) => alpha))).toBeCloseTo(0.01, 12);
      expect(sum(plan.map(({ confidence }) => 1 - confidence))).toBeCloseTo(0.05, 12);
      for (const { pairs, alpha } of plan.slice(0, -1))
        if (alpha > 0) expect(family * 2 ** -pairs).toBeLessThanOrEqual(alpha);
    },
  );

  it.each(Array.from({ length: 92 }, (_, at) => at + 9))(
    'leaves the last look enough to prove something about five metrics: %i pairs',
    (most) => {
      const last = planLooks(most, 5, defaultGateOptions).at(-1);
      expect(leastPairs(last?.alpha ?? 0, 5)).toBeLessThanOrEqual(Math.max(9, most - sparePairs));
    },
  );

  it('looks at evenly spaced counts of pairs', () => {
    expect(planLooks(15, 4, defaultGateOptions).map(({ pairs }) => pairs)).toEqual([6, 9, 12, 15]);
  });
});

describe('a sequential gate', () => {
  const options: GateOptions = { ...defaultGateOptions, alpha: 0.05 };
  const plan = planLooks(15, 3, options);

  it('keeps its error rate where it is hardest, at the very limit, over looks and metrics', async ({
    annotate,
  }) => {
    const tries = 1500;
    let alarms = 0;
    for (let seed = 0; seed < tries; seed++)
      if (runGate(seed, 1 + options.delta, plan, options).verdicts.includes('regression')) alarms++;
    const { low, high } = boundShare(alarms, tries, 0.99);
    await annotate(
      `sequential, 3 metrics at the limit, 4 looks: ${alarms} of ${tries} false alarms (${low.toFixed(4)} to ${high.toFixed(4)}), α ${options.alpha}`,
    );
    // Not more than α beyond what chance explains; and not an empty test: it does raise some.
    expect(low).toBeLessThanOrEqual(options.alpha);
    expect(alarms).toBeGreaterThan(0);
  });

  it('stops early for identical code and for a clear regression, and is right', async ({ annotate }) => {
    const same = Array.from({ length: 100 }, (_, seed) => runGate(seed, 1, plan, options));
    const worse = Array.from({ length: 100 }, (_, seed) => runGate(seed, 1.5, plan, options));
    const meanPairs = (runs: typeof same) => sum(runs.map(({ pairs }) => pairs)) / runs.length;
    await annotate(`sequential: ${meanPairs(same)} pairs for identical code, ${meanPairs(worse)} for +50 %`);
    expect(meanPairs(same)).toBeLessThan(12);
    expect(meanPairs(worse)).toBeLessThan(12);
    expect(same.flatMap(({ verdicts }) => verdicts)).not.toContain('regression');
    for (const { verdicts } of worse) expect(verdicts).toContain('regression');
  });

  it('goes to the last look when the answer stays open', () => {
    const open = listPairs(
      latency,
      Array.from({ length: 15 }, (_, at) => [1000, at % 2 === 0 ? 1300 + at : 770 - at] as const),
    );
    const looks = plan.map((look, at) =>
      decideLook(open.slice(0, look.pairs), look, at === plan.length - 1, options),
    );
    expect(looks.map(({ stop }) => stop)).toEqual([false, false, false, true]);
    expect(looks.at(-1)?.decisions[0]?.verdict).toBe('inconclusive');
  });
});

/** One whole sequential gate over three metrics with noise of 3 % a run. */
function runGate(seed: number, ratio: number, plan: readonly Look[], options: GateOptions) {
  const random = randomStream(seed, 'gate');
  const samples: PairSample[] = [];
  for (const [at, look] of plan.entries()) {
    for (let pair = (plan[at - 1]?.pairs ?? 0) + 1; pair <= look.pairs; pair++)
      for (const name of ['a', 'b', 'c'])
        samples.push({
          metric: { ...latency, name },
          labels: {},
          pair,
          baseline: 1000 * drawNoise(random, 0.02),
          candidate: 1000 * ratio * drawNoise(random, 0.02),
        });
    const { decisions, stop } = decideLook(samples, look, at === plan.length - 1, options);
    if (stop) return { verdicts: decisions.map(({ verdict }) => verdict), pairs: look.pairs };
  }
  throw new Error('the last look did not stop');
}
