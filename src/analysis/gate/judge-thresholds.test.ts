import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { parseScenario } from '../../scenario/parse-scenario.js';
import { planTrials } from '../../scenario/plan.js';
import { listCheckedInPairs, listCheckedTrials } from './checked-trials.js';
import { judgeThresholds } from './judge-thresholds.js';

const plan = planTrials(
  parseScenario(
    [
      'name: a',
      'clients: { count: 1, rampUp: 0s }',
      'publish: { rate: 1/s }',
      'duration: 1s',
      'repeat: 2',
      'thresholds: ["delivery.p99 < 50ms", "lost == 0"]',
      'matrix: { transport: [sse, websocket] }',
    ].join('\n'),
    'a.yaml',
  ),
);

/** Trials on SSE with these times (ms) and losses; websocket has one that is sound. */
function judge(times: readonly (number | null)[], losses: readonly number[] = times.map(() => 0)) {
  const check = (ms: number | null, lost: number) => [
    { expression: 'delivery.p99 < 50ms', holds: ms !== null && ms < 50, actual: ms && ms * 1000 },
    { expression: 'lost == 0', holds: lost === 0, actual: lost },
  ];
  const labels = (transport: string) => ({ transport, reconnect: plan.trials[0]?.labels.reconnect ?? '' });
  const outcomes = judgeThresholds(plan, [
    ...times.map((ms, at) => ({ labels: labels('sse'), thresholds: check(ms, losses[at] ?? 0) })),
    { labels: labels('websocket'), thresholds: check(1, 0) },
  ]);
  return outcomes.filter(({ trial }) => trial.includes('sse'));
}

describe('thresholds over runs', () => {
  it('have one verdict for each and labels, whatever the repeats', () => {
    const all = judgeThresholds(plan, []);
    expect(all.map(({ trial, expression }) => [trial.split(' ').at(-1), expression])).toEqual([
      ['transport=sse', 'delivery.p99 < 50ms'],
      ['transport=sse', 'lost == 0'],
      ['transport=websocket', 'delivery.p99 < 50ms'],
      ['transport=websocket', 'lost == 0'],
    ]);
  });

  it('are told of one run as they are of a run', () => {
    expect(judge([49]).map(({ message }) => message)).toEqual(['delivery.p99 was 49ms', 'lost was 0']);
  });

  it.each([
    ['holds by the median of times', [10, 20, 90], true, 'in the median of 3 runs; 1 of 3 runs breaks it'],
    [
      'breaks by the median of times',
      [90, 20, 60],
      false,
      'was 60ms in the median of 3 runs; 2 of 3 runs break it',
    ],
    ['breaks at the limit itself', [50], false, 'was 50ms'],
    ['breaks where one run has no figure', [10, null, 10], false, 'was not measured in 1 of 3 runs'],
    ['does not hold without a run', [], false, 'no run of it is valid'],
  ])('%s', (_name, times, holds, message) => {
    const [outcome] = judge(times);
    expect(outcome).toMatchObject({ holds, message: expect.stringContaining(message), runs: times.length });
  });

  it('say so where all runs are alike', () => {
    expect(judge([1, 2, 3]).at(-1)).toMatchObject({ holds: true, message: 'lost was 0 in all 3 runs' });
  });

  it('break by one count of many', () => {
    const [, outcome] = judge([1, 1, 1], [0, 4, 0]);
    expect(outcome).toMatchObject({
      holds: false,
      actual: 4,
      runs: 3,
      broken: 1,
      message: 'lost was 4 in one run; 1 of 3 runs breaks it',
    });
  });
});

describe('thresholds of a trial whose times cannot be believed', () => {
  const reconnect = plan.trials[0]?.labels.reconnect ?? '';
  const trial = {
    labels: { transport: 'sse', reconnect },
    thresholds: [
      { expression: 'delivery.p99 < 50ms', holds: false, actual: 90_000 },
      { expression: 'lost == 0', holds: true, actual: 0 },
    ],
  };

  it('are judged by its counts alone', () => {
    const outcomes = judgeThresholds(plan, [{ ...trial, countsOnly: true }]);
    expect(outcomes.slice(0, 2)).toMatchObject([
      { expression: 'delivery.p99 < 50ms', runs: 0, holds: false },
      { expression: 'lost == 0', runs: 1, holds: true },
    ]);
  });

  it('leave out numbers that a busy machine changes', () => {
    const busy = planTrials(
      parseScenario(
        'name: a\nclients: { count: 1, rampUp: 0s }\npublish: { rate: 1/s }\nduration: 1s\nthresholds: ["generator.cpuSeconds < 1"]\n',
        'a.yaml',
      ),
    );
    const labels = busy.trials[0]?.labels ?? {};
    const thresholds = [{ expression: 'generator.cpuSeconds < 1', holds: false, actual: 9 }];
    const judgeBusy = (countsOnly: boolean) =>
      judgeThresholds(busy, [{ labels, thresholds, countsOnly }])[0]?.runs;
    expect([judgeBusy(false), judgeBusy(true)]).toEqual([1, 0]);
  });

  it('are read as what they are from runs and from pairs', () => {
    const invalid = (code: string) => ({
      status: 'invalid' as const,
      reasons: [{ code, phase: null, message: '', remedy: '' }],
    });
    const [model] = makeRun().result.trials;
    if (model === undefined) throw new Error('no trial');
    const trials = ['SEND_LAG', 'BYTES_UNACCOUNTED'].map((code) => ({
      ...model,
      status: 'complete' as const,
      validity: invalid(code),
    }));
    expect(listCheckedTrials([{ trials }]).map(({ countsOnly }) => countsOnly)).toEqual([true]);
    const run = (side: 'baseline' | 'candidate', pair: number, late: string[], doubtful: string[]) => ({
      ...{ pair, side, attempt: 1, invalid: late, doubtful },
      trials: [{ ...trial, repeat: 1, measured: {}, exact: {} }],
    });
    const runs = [
      ...[run('baseline', 1, [], []), run('candidate', 1, [], [])],
      ...[run('baseline', 2, ['late'], []), run('candidate', 2, [], [])],
      ...[run('baseline', 3, [], []), run('candidate', 3, ['cut'], ['cut'])],
    ];
    expect(listCheckedInPairs(runs).map(({ countsOnly }) => countsOnly)).toEqual([false, true]);
  });
});
