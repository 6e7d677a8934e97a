import { describe, expect, it } from 'vitest';
import { fitSweep, planRefinement, planTransports, type SweepRequest } from './fit-sweep.js';

const source = `name: crash
clients: { count: 100, rampUp: 1s }
publish: { rate: 10/s }
warmUp: 1s
duration: 5s
drain: 1s
reconnect: { policy: fixed, delay: 1s }
faults: [{ at: 1s, kind: server-restart, downtime: 1s }]
`;

const request: SweepRequest = {
  source,
  file: 'crash.yaml',
  policies: ['fixed', 'full-jitter'],
  windowsUs: undefined,
  capsUs: undefined,
  backWithinUs: 8e6,
  repeat: 1,
  seed: undefined,
  withinUs: 3600e6,
  transports: undefined,
};

function reconnectsOf(request: SweepRequest): string[] {
  return fitSweep(request).plan.trials.map(({ labels }) => labels.reconnect);
}

describe('a sweep', () => {
  it('tries every policy over every window, and the setting that the scenario has once', () => {
    const sweep = fitSweep(request);
    expect(sweep.windowsUs).toEqual([1e6, 2e6, 4e6, 8e6]);
    expect(sweep.plan.trials).toHaveLength(8);
    expect(sweep.droppedUs).toEqual([]);
    const other = { ...request, source: source.replace('delay: 1s', 'delay: 700ms') };
    expect(fitSweep(other).plan.trials).toHaveLength(9);
    expect(reconnectsOf(other)[0]).toBe('fixed delay=700ms');
  });

  it('measures as long as the largest window needs, and says so', () => {
    const [trial] = fitSweep(request).plan.trials;
    // 1 s until the fault, 1 s of outage, a wait over twice 8 s, 1 s to spare.
    expect(trial?.scenario.durationUs).toBe(19e6);
    expect(trial?.scenario.description).toContain('Measured for 19s instead of 5s');
    const short = fitSweep({ ...request, windowsUs: [500e3] }).plan.trials[0]?.scenario;
    expect(short?.durationUs).toBe(7e6);
  });

  it('stays within the time by leaving windows out, never ones that were named', () => {
    const { plan, windowsUs, droppedUs, estimateUs } = fitSweep({ ...request, withinUs: 120e6 });
    expect(windowsUs).toEqual([1e6, 2e6]);
    expect(droppedUs).toEqual([4e6, 8e6]);
    expect(estimateUs).toBeLessThanOrEqual(120e6);
    expect(plan.trials).toHaveLength(4);
    const named = { ...request, windowsUs: [1e6, 2e6, 4e6, 8e6], withinUs: 120e6 };
    expect(() => fitSweep(named)).toThrow(expect.objectContaining({ code: 'SQUALL_USAGE' }));
    expect(() => fitSweep({ ...request, withinUs: 5e6 })).toThrow(/trials would take/);
  });

  it('needs something that cuts connections', () => {
    const calm = { ...request, source: source.replace(/faults.*\n/, '') };
    expect(() => fitSweep(calm)).toThrow(/nothing in this scenario cuts a connection/);
  });

  it('is refined with the workload of its own trials', () => {
    const sweep = fitSweep(request);
    const plan = planRefinement({ ...request, windowsUs: sweep.windowsUs }, [
      { policy: 'full-jitter', windowUs: 2.8e6, capUs: 30e6 },
      { policy: 'server', windowUs: 3e6, capUs: 30e6 },
    ]);
    expect(
      plan?.trials.map(({ scenario }) => [scenario.reconnect.policy, scenario.reconnect.baseUs]),
    ).toEqual([['full-jitter', 2.8e6]]);
    expect(plan?.trials[0]?.scenario.durationUs).toBe(sweep.plan.trials[0]?.scenario.durationUs);
    expect(planRefinement(request, [])).toBeUndefined();
  });

  it('of transports varies nothing else', () => {
    const plan = planTransports({ ...request, transports: ['websocket', 'sse'], repeat: 2 });
    expect(plan.trials.map(({ labels }) => labels.transport)).toEqual([
      'websocket',
      'sse',
      'websocket',
      'sse',
    ]);
    expect(plan.trials[0]?.scenario.reconnect).toMatchObject({ policy: 'fixed', delayUs: 1e6 });
  });
});
