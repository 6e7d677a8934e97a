import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { planSource } from '../../scenario/scenario-hash.js';
import type { RunResult, TrialResult } from '../../storage/result.js';
import { compareStored } from './compare-stored.js';
import { concludeGate } from './conclude-gate.js';
import type { StoredEvidence } from './gate-result.js';
import { defaultGatedNames } from './gated-metrics.js';
import { makeBaseline } from './make-baseline.js';

const plan = planSource(
  `name: a
clients: { count: 10, rampUp: 1s }
publish: { rate: 20/s }
duration: 5s
transport: websocket
`,
  'a.yaml',
);

/** A run of that scenario, its CPU time by its number so that no two are alike. */
function makeResult(number: number, cpuUs: number | null = 100 + number, kernel = '6.1'): RunResult {
  const { result } = makeRun();
  const [model] = result.trials;
  if (model === undefined) throw new Error('no trial');
  const trials = plan.trials.map(
    ({ labels, repeat, index, scenario }): TrialResult => ({
      ...model,
      ...{ index, labels, repeat, seed: scenario.seed, status: 'complete' },
      validity: { status: 'valid', reasons: [] },
      server: { ...model.server, cpuUsPerDelivered: cpuUs },
    }),
  );
  return {
    ...result,
    environment: { ...result.environment, kernel },
    run: { ...result.run, id: `run-${number}`, seed: plan.seed },
    trials,
  };
}

const make = (count: number, change: (number: number) => RunResult = makeResult): RunResult[] =>
  Array.from({ length: count }, (_, at) => change(at + 1));
const baseline = makeBaseline(plan, make(12), '2026-01-01T00:00:00.000Z');

function compare(runs: readonly RunResult[], named: readonly string[] = []): StoredEvidence {
  const metrics = named.length === 0 ? defaultGatedNames : named;
  const evidence = compareStored(baseline, 'a.json', plan, runs, { delta: 0.05, metrics, named });
  if (evidence === null) throw new Error('no evidence');
  return evidence;
}

describe('stored times', () => {
  it('pass what is the same, on the same machine', () => {
    expect(compare(make(12))).toMatchObject({ verdict: 'pass', machineDifferences: [], absent: [] });
  });

  it('do not pass without a metric that the runs do not have any more', () => {
    const { verdict, decisions } = compare(make(12, (number) => makeResult(number, null)));
    expect(verdict).toBe('inconclusive');
    expect(decisions.find(({ metric }) => metric.name === 'server.cpuPerDelivered')).toMatchObject({
      verdict: 'inconclusive',
      baseline: null,
      candidate: null,
      leftOut: 12,
    });
  });

  it('tell a metric that was named and is not in the baseline, and do not pass it', () => {
    expect(compare(make(12), ['server.rssPeak'])).toMatchObject({
      verdict: 'inconclusive',
      absent: ['server.rssPeak'],
      decisions: [],
    });
    expect(compare(make(12), ['server.rssPeak', 'server.cpuPerDelivered'])).toMatchObject({
      verdict: 'inconclusive',
      absent: ['server.rssPeak'],
      decisions: [{ verdict: 'pass' }],
    });
  });

  it('only inform where any of the runs is of another machine', () => {
    const runs = make(12, (number) => makeResult(number, 200, number === 7 ? '6.2' : '6.1'));
    expect(compare(runs)).toMatchObject({
      verdict: 'informative',
      machineDifferences: [expect.stringContaining('kernel')],
    });
  });
});

describe('a baseline', () => {
  it('keeps further metrics that are asked for', () => {
    const names = ['server.rssPeak'];
    const { trials } = makeBaseline(plan, make(3), 'now', names);
    expect(Object.keys(trials[0]?.measured ?? {})).toEqual(names);
    expect(trials[0]?.measured['server.rssPeak']).toHaveLength(3);
  });

  it('is not made of runs on different machines', () => {
    const mixed = [makeResult(1), makeResult(2), makeResult(3, 100, '6.2')];
    expect(() => makeBaseline(plan, mixed, 'now')).toThrow(
      expect.objectContaining({
        code: 'SQUALL_BASELINE_TRIALS',
        message: expect.stringContaining('kernel 6.1, in run-3 6.2'),
      }),
    );
  });
});

describe('in the sentence over all', () => {
  const say = (stored: StoredEvidence): string =>
    concludeGate({ exact: null, paired: null, stored, thresholds: [] }).summary;

  it('stored times are named as what they are', () => {
    expect(say(compare(make(12)))).toBe('no stored metric is worse');
    expect(say(compare(make(2)))).toBe('the stored times are for information only');
    expect(say(compare(make(12), ['server.rssPeak']))).toBe('server.rssPeak not in the baseline');
    const few = compare(make(2), ['server.rssPeak', 'server.cpuPerDelivered']);
    expect(say(few)).toBe('the stored times are for information only, server.rssPeak not in the baseline');
    const slow = compare(make(12, (number) => makeResult(number, 200 + number)));
    expect(say(slow)).toMatch(/^1 stored metric is worse \(server\.cpuPerDelivered \+9\d %\)$/);
  });
});
