import { describe, expect, it } from 'vitest';
import { listExpected } from '../analysis/gate/expected-metrics.js';
import { defaultGatedNames } from '../analysis/gate/gated-metrics.js';
import { loadPlan } from '../scenario/load-plan.js';
import { choosePairs, fewestUseful, requireLearnable, requireUseful } from './choose-pairs.js';

const quick = { given: undefined, calibrated: undefined, plannedRunMs: 16_500 };

describe('choosePairs', () => {
  it('takes fifteen, and fewer of long runs', () => {
    expect(choosePairs({ ...quick, family: 7 })).toBe(15);
    expect(choosePairs({ ...quick, plannedRunMs: 23_000, family: 7 })).toBe(12);
  });

  it('takes as many as so many metrics need, and two more, however long the runs are', () => {
    // 56 ÷ 0.01 = 5600 lies between 2¹² and 2¹³.
    expect(fewestUseful(56)).toBe(13);
    expect(choosePairs({ ...quick, plannedRunMs: 132_000, family: 56 })).toBe(15);
  });

  it('does as it is told, and as the calibration asks unless that proves nothing', () => {
    expect(choosePairs({ ...quick, given: 40, calibrated: 20, family: 7 })).toBe(40);
    expect(choosePairs({ ...quick, calibrated: 20, family: 7 })).toBe(20);
    expect(choosePairs({ ...quick, calibrated: 7, family: 7 })).toBe(12);
  });

  it('refuses what proves nothing and what teaches nothing', () => {
    const refusal = expect.objectContaining({ code: 'SQUALL_USAGE', place: { key: '--pairs' } });
    expect(() => requireUseful(9, 5)).not.toThrow();
    expect(() => requireUseful(8, 5)).toThrow(refusal);
    expect(() => requireUseful(8, 5)).toThrow(/8 pairs .* 5 metrics at once; 9 are the least/);
    expect(() => requireLearnable(6)).not.toThrow();
    expect(() => requireLearnable(5)).toThrow(refusal);
  });
});

describe('the metrics of a plan', () => {
  it('are those that each of its trials can have', async () => {
    const plan = await loadPlan('scenarios/quickstart.yaml');
    // Eight trials: three latencies, CPU, memory, two of the storm.
    expect(listExpected(plan, defaultGatedNames)).toHaveLength(8 * 7);
    expect(listExpected(plan, ['echo.p50'])).toEqual([]);
  });

  it.each(['echo', 'chat-presence', 'token-streaming'])('cover those of %s', async (name) => {
    const plan = await loadPlan(`scenarios/${name}.yaml`);
    const names = new Set(listExpected(plan, defaultGatedNames).map((own) => own.name));
    const own = { echo: 'echo.p99', 'chat-presence': 'hearing.p99', 'token-streaming': 'firstToken.p99' }[
      name
    ];
    expect([...names]).toContain(own);
  });
});
