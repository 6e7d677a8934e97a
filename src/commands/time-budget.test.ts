import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.js';
import { planTrials } from '../scenario/plan.js';
import { planTrialLengthUs } from '../workers/trial-length.js';
import { TimeBudget } from './time-budget.js';

const plan = planTrials(
  parseScenario(
    'name: x\nclients: { count: 1 }\npublish: { rate: 1/s }\nduration: 10s\nrepeat: 4\nfaults: [{ kind: server-restart, at: 1s }]\n',
    'x.yaml',
  ),
);
const [first] = plan.trials;
const trialUs = first === undefined ? Number.NaN : planTrialLengthUs(first.scenario);

describe('TimeBudget', () => {
  it.each([
    [4, 4],
    [3.99, 3],
    [1, 1],
    [0.99, undefined],
  ])('of four trials, time for %s is for %s of them', (trials, fitting) => {
    const budget = new TimeBudget(trials * trialUs, () => 0);
    expect(budget.fit(plan)?.trials.length).toBe(fitting);
  });

  it('runs out', () => {
    let nowUs = 1_000;
    const budget = new TimeBudget(3 * trialUs, () => nowUs);
    nowUs += 1.5 * trialUs;
    expect(budget.leftUs).toBe(1.5 * trialUs);
    expect(budget.fit(plan)?.trials.map(({ index }) => index)).toEqual([0]);
    nowUs += 2 * trialUs;
    expect(budget.leftUs).toBe(0);
    expect(budget.fit(plan)).toBeUndefined();
  });
});
