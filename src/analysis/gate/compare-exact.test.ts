import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { hashScenario, planSource } from '../../scenario/scenario-hash.js';
import type { RunResult, TrialResult } from '../../storage/result.js';
import { keyOfTrial } from './baseline-trials.js';
import { compareExact, mergeExact, requireSameTrials } from './compare-exact.js';
import { listExactFigures } from './exact-figures.js';
import { listUngated } from './list-ungated.js';
import { makeBaseline, writeBaseline } from './make-baseline.js';

const text = `name: a
seed: 3
clients: { count: 10, rampUp: 1s }
publish: { rate: 20/s, payload: 200B }
duration: 5s
matrix: { transport: [websocket, sse] }
`;
const plan = planSource(text, 'a.yaml');

/** A run of that scenario: invented trials under its labels. */
function makeResult(change: (trial: TrialResult) => TrialResult = (trial) => trial): RunResult {
  const { result } = makeRun();
  const [model] = result.trials;
  if (model === undefined) throw new Error('no trial');
  const valid = { status: 'valid' as const, reasons: [] };
  const trials = plan.trials.map(({ labels, repeat, index, scenario }) =>
    change({ ...model, index, labels, repeat, seed: scenario.seed, status: 'complete', validity: valid }),
  );
  return { ...result, run: { ...result.run, seed: plan.seed }, trials };
}

const file = 'results/baseline/a.json';
const baseline = makeBaseline(plan, [makeResult(), makeResult()], '2026-01-01T00:00:00.000Z');

const onWebSocket =
  (change: (trial: TrialResult) => TrialResult) =>
  (trial: TrialResult): TrialResult =>
    trial.labels.transport === 'websocket' ? change(trial) : trial;

const refusal = (code: string): unknown => expect.objectContaining({ code, place: { file } });

describe('compareExact', () => {
  it('passes what is the same', () => {
    const { verdict, differences, equal, compared, trials } = compareExact(
      plan,
      baseline,
      file,
      makeResult(),
    );
    expect([verdict, differences, trials]).toEqual(['pass', [], 2]);
    expect(compared).toBeGreaterThan(20);
    expect(equal).toHaveLength(compared);
  });

  it.each<[string, (trial: TrialResult) => TrialResult, string, string]>([
    [
      'one byte of framing',
      (trial) => ({ ...trial, bytes: { ...trial.bytes, framing: trial.bytes.framing + 1 } }),
      'bytes.framing',
      'worse',
    ],
    [
      'one byte less',
      (trial) => ({ ...trial, bytes: { ...trial.bytes, setup: trial.bytes.setup - 1 } }),
      'bytes.setup',
      'better',
    ],
    [
      'one lost message',
      (trial) => ({ ...trial, ledger: { ...trial.ledger, lost: trial.ledger.lost + 1 } }),
      'lost',
      'worse',
    ],
    [
      'one more connection',
      (trial) => ({ ...trial, connections: { ...trial.connections, opened: trial.connections.opened + 1 } }),
      'connections.opened',
      'worse',
    ],
    [
      'a count that is gone',
      (trial) => ({
        ...trial,
        connections: { ...trial.connections, steady: { ...trial.connections.steady, kernel: null } },
      }),
      'connections.kernel',
      'changed',
    ],
  ])('finds %s, in that trial alone', (_name, change, figure, kind) => {
    const evidence = compareExact(plan, baseline, file, makeResult(onWebSocket(change)));
    expect(evidence.verdict).toBe('regression');
    expect(evidence.differences).toMatchObject([
      { trial: 'reconnect=full-jitter transport=websocket', figure, change: kind },
    ]);
  });

  it('refuses another scenario, another seed and missing trials, naming the baseline', () => {
    const other = planSource(text.replace('10', '11'), 'a.yaml');
    expect(() => compareExact(other, baseline, file, makeResult())).toThrow(
      refusal('SQUALL_BASELINE_SCENARIO'),
    );
    const renamed = planSource(text.replace('name: a', 'name: b'), 'b.yaml');
    expect(() => compareExact(renamed, baseline, file, makeResult())).toThrow(
      'the baseline is of the scenario a, not of b',
    );
    const seeded = makeResult((trial) => ({ ...trial, seed: 4 }));
    expect(() => compareExact(plan, baseline, file, seeded)).toThrow(refusal('SQUALL_BASELINE_SEED'));
    const whole = makeResult();
    const half = { ...whole, trials: whole.trials.slice(1) };
    expect(() => compareExact(plan, baseline, file, half)).toThrow(refusal('SQUALL_BASELINE_TRIALS'));
    expect(() => compareExact(plan, baseline, file, { ...whole, trials: [] }, () => false)).toThrow(
      refusal('SQUALL_BASELINE_TRIALS'),
    );
    const onlySse = compareExact(plan, baseline, file, half, ({ labels }) => labels.transport === 'sse');
    expect(onlySse).toMatchObject({ verdict: 'pass', trials: 1 });
  });

  it('believes counts of a trial whose times are doubtful, and none of one that was cut short or contradicts itself', () => {
    const doubt = (code: string) =>
      makeResult((trial) => ({
        ...trial,
        validity: { status: 'invalid', reasons: [{ code, phase: null, message: 'so', remedy: 'do' }] },
      }));
    expect(compareExact(plan, baseline, file, doubt('SEND_LAG')).verdict).toBe('pass');
    expect(compareExact(plan, baseline, file, doubt('BYTES_UNACCOUNTED')).verdict).toBe('invalid');
    const cut = makeResult((trial) => ({ ...trial, status: 'interrupted' }));
    expect(compareExact(plan, baseline, file, cut)).toMatchObject({
      verdict: 'invalid',
      invalid: [{ code: 'INTERRUPTED' }, { code: 'INTERRUPTED' }],
    });
  });

  it('refuses a baseline with figures that nobody knows, for they would count as equal', () => {
    const trials = baseline.trials.map((trial) => ({ ...trial, exact: { ...trial.exact, lots: 7 } }));
    const compare = () => compareExact(plan, { ...baseline, trials }, file, makeResult());
    expect(compare).toThrow(expect.objectContaining({ code: 'SQUALL_BASELINE_DAMAGED' }));
    expect(compare).toThrow('a figure lots');
  });

  it('says what is not exact in its scenario, and why', () => {
    const { ungated } = compareExact(plan, baseline, file, makeResult());
    expect(ungated).toEqual([]);
    const ask = (more: string) =>
      planSource(`${text.replace(/matrix.*/, 'transport: websocket')}${more}`, 'a.yaml');
    const list = (more: string) => ask(more).trials.flatMap(listUngated);
    const target = list(
      'target: { websocket: { url: "ws://127.0.0.1:9/ws" }, publish: { url: "http://127.0.0.1:9/messages", body: "{{payload}}" } }\n',
    );
    expect(target).toEqual([
      { figures: ['bytes.framing', 'bytes.setup'], reason: expect.stringContaining('canaries') },
    ]);
    const [calm] = ask('').trials;
    const [shaky] = ask('faults: [{ at: 1s, kind: server-restart, mode: crash, downtime: 1s }]\n').trials;
    if (calm === undefined || shaky === undefined) throw new Error('no trial');
    expect(listUngated(calm)).toEqual([]);
    // What is said not to be exact is not, and the other way round.
    for (const trial of [calm, shaky]) {
      const ungatedNames = listUngated(trial).flatMap(({ figures }) => figures);
      const gated = listExactFigures(trial, makeResult().trials[0] as TrialResult).map(({ name }) => name);
      expect(gated.filter((name) => ungatedNames.includes(name))).toEqual([]);
    }
    expect(listUngated(shaky)[0]?.figures).toContain('lost');
  });

  it('of several runs takes the worst, and tells each difference once', () => {
    const lost = makeResult(onWebSocket((trial) => ({ ...trial, ledger: { ...trial.ledger, lost: 99 } })));
    const merged = mergeExact(
      [makeResult(), lost, lost].map((run) => compareExact(plan, baseline, file, run)),
    );
    expect(merged.verdict).toBe('regression');
    expect(merged.differences).toHaveLength(1);
    expect(merged.equal.some(({ trial, figure }) => trial.includes('websocket') && figure === 'lost')).toBe(
      false,
    );
    expect(merged.equal.length + merged.differences.length).toBe(merged.compared / 3);
  });
});

describe('before anything is run', () => {
  const seeded = {
    ...plan,
    trials: plan.trials.map((trial) => ({ ...trial, scenario: { ...trial.scenario, seed: 7 } })),
  };

  it('another seed than that of the baseline is refused', () => {
    expect(() => requireSameTrials(plan, baseline, file)).not.toThrow();
    expect(() => requireSameTrials(seeded, baseline, file)).toThrow(refusal('SQUALL_BASELINE_SEED'));
  });

  it('is a trial that the baseline does not have', () => {
    const part = { ...baseline, trials: baseline.trials.slice(1) };
    expect(() => requireSameTrials(plan, part, file)).toThrow(refusal('SQUALL_BASELINE_TRIALS'));
  });
});

describe('makeBaseline', () => {
  it('leaves out, by name, what was not the same in all runs', () => {
    const shaky = makeResult(onWebSocket((trial) => ({ ...trial, bytes: { ...trial.bytes, framing: 1 } })));
    const { trials } = makeBaseline(plan, [makeResult(), shaky], 'now');
    const own = trials.find((trial) => keyOfTrial(trial).includes('websocket'));
    expect(own?.unstable).toEqual(['bytes.framing']);
    expect(own?.exact['bytes.framing']).toBeUndefined();
    const evidence = compareExact(plan, { ...baseline, trials }, file, shaky);
    expect(evidence).toMatchObject({ verdict: 'pass', unstable: [{ figure: 'bytes.framing' }] });
  });

  it('refuses runs that cannot be believed, or are not alike', () => {
    const cut = makeResult((trial) => ({ ...trial, status: 'interrupted' }));
    expect(() => makeBaseline(plan, [cut], 'now')).toThrow(
      expect.objectContaining({ code: 'SQUALL_GATE_INVALID' }),
    );
    const whole = makeResult();
    const half = { ...whole, trials: whole.trials.slice(1) };
    expect(() => makeBaseline(plan, [whole, half], 'now')).toThrow(
      expect.objectContaining({ code: 'SQUALL_BASELINE_TRIALS' }),
    );
    const seeded = makeResult((trial) => ({ ...trial, seed: 9 }));
    expect(() => makeBaseline(plan, [whole, seeded], 'now')).toThrow(
      expect.objectContaining({ code: 'SQUALL_BASELINE_SEED' }),
    );
  });

  it('knows the scenario and has keys in order', () => {
    expect(baseline.scenario).toEqual({ file: 'a.yaml', hash: hashScenario(plan), seed: 3 });
    const keys = Object.keys(JSON.parse(writeBaseline(baseline)));
    expect(keys).toEqual(keys.toSorted());
  });
});
