import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlan } from '../../scenario/load-plan.js';
import { readBaseline } from '../../storage/baseline.js';
import { packageRoot } from '../../system/package-root.js';
import { keyOfTrial } from './baseline-trials.js';
import { refuseLoss, tellReplaced } from './replace-baseline.js';

const plan = await loadPlan(join(packageRoot, 'scenarios', 'exact.yaml'));
const before = await readBaseline(join(packageRoot, 'results', 'baseline', 'exact.json'));
const [first, ...others] = before.trials;
if (first === undefined) throw new Error('the committed baseline has no trial');
const keys = before.trials.map(keyOfTrial);
const changed = { ...before, scenario: { ...before.scenario, hash: 'c0ffee' } };

describe('refuseLoss', () => {
  it('lets a scenario be saved again, also one that was changed or renamed', () => {
    refuseLoss(before, plan, keys, 'b.json');
    refuseLoss(changed, plan, keys, 'b.json');
    refuseLoss(before, { ...plan, file: 'renamed.yaml' }, keys, 'b.json');
  });

  it('refuses the baseline of another scenario that has the same name', () => {
    expect(() => refuseLoss(changed, { ...plan, file: 'load/other.yaml' }, keys, 'b.json')).toThrow(
      expect.objectContaining({
        code: 'SQUALL_BASELINE_SCENARIO',
        message: 'this is the baseline of exact.yaml, which has the same name, "exact", as load/other.yaml',
        place: { file: 'b.json' },
      }),
    );
  });

  it('refuses runs of fewer trials, unless the scenario plans no more', () => {
    const [key = '', ...rest] = keys;
    expect(() => refuseLoss(before, plan, rest, 'b.json')).toThrow(
      expect.objectContaining({
        code: 'SQUALL_BASELINE_TRIALS',
        message: `the baseline has 1 trial that would not be in the new one: ${key}`,
      }),
    );
    refuseLoss(before, { ...plan, trials: plan.trials.slice(1) }, rest, 'b.json');
  });
});

describe('tellReplaced', () => {
  it('says what is as before', () => {
    expect(tellReplaced(before, before)).toBe(
      `that of ${before.savedAt.slice(0, 19)}Z; exact figures as before`,
    );
  });

  it('says of which metrics it has no values any more', () => {
    const withValues = {
      ...before,
      trials: [{ ...first, measured: { ...first.measured, 'echo.p50': [1] } }, ...others],
    };
    expect(tellReplaced(withValues, before)).toContain('; no more values of echo.p50; ');
    expect(tellReplaced(before, withValues)).not.toContain('no more values');
  });

  it('says what is not', () => {
    const [name = '', value = 0] = Object.entries(first.exact)[0] ?? [];
    const { [name]: _gone, ...exact } = first.exact;
    const after = {
      ...before,
      runs: before.runs + 1,
      scenario: { ...before.scenario, seed: 7, hash: 'c0ffee' },
      trials: [{ ...first, exact }, ...others.slice(1)],
    };
    const told = tellReplaced(before, after);
    expect(told).toContain(
      `; scenario, hash ${before.scenario.hash.slice(0, 12)} → c0ffee; seed ${before.scenario.seed} → 7; runs ${before.runs} → ${before.runs + 1}; without 1 trial: ${keys[1]}; `,
    );
    expect(told).toMatch(new RegExp(`; exact figures: .* ${name} ${value} → none$`));
  });
});
