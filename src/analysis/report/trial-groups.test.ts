import { describe, expect, it } from 'vitest';
import { interrupt, makeRun } from '../../../test/fixtures/make-run.js';
import { groupValidTrials, isDifferent, measureSpread, rankGroups, type Spread } from './trial-groups.js';

const spread = (low: number, median: number, high: number, runs: number): Spread => ({
  low,
  median,
  high,
  runs,
});

describe('isDifferent', () => {
  it.each([
    ['single runs just below the factor', spread(100, 100, 100, 1), spread(119, 119, 119, 1), false],
    ['single runs at the factor', spread(100, 100, 100, 1), spread(120, 120, 120, 1), true],
    ['two runs whose ranges overlap', spread(90, 100, 160, 2), spread(150, 200, 210, 2), false],
    ['many runs, a small but clean gap', spread(98, 100, 102, 5), spread(105, 106, 107, 5), true],
    ['many runs, a gap too small to matter', spread(99, 100, 101, 5), spread(102, 103, 104, 5), false],
    ['many runs against a single one', spread(98, 100, 102, 5), spread(110, 110, 110, 1), false],
    ['nothing against something', spread(0, 0, 0, 1), spread(3, 3, 3, 1), true],
    ['nothing against nothing', spread(0, 0, 0, 1), spread(0, 0, 0, 1), false],
  ])('%s', (_, a, b, expected) => {
    expect(isDifferent(a, b)).toBe(expected);
    expect(isDifferent(b, a)).toBe(expected);
  });
});

describe('measureSpread', () => {
  const { trials } = makeRun({ clients: 10, transports: ['sse'], repeats: 2 });

  it('takes the mean of the middle two of an even number', () => {
    const values = [4, 1, 3, 2];
    expect(measureSpread(trials, (trial) => values[trials.indexOf(trial)])).toEqual(spread(1, 2.5, 4, 4));
  });

  it('leaves out what was not measured', () => {
    expect(measureSpread(trials, (trial) => (trials.indexOf(trial) === 2 ? 7 : null))).toEqual(
      spread(7, 7, 7, 1),
    );
    expect(measureSpread(trials, () => undefined)).toBeUndefined();
  });
});

describe('groupValidTrials', () => {
  it('leaves out invalid trials and counts policies as repeats when they do not matter', () => {
    const { trials } = makeRun({ clients: 10, transports: ['sse', 'websocket'], invalid: [0] });
    const groups = groupValidTrials(trials, ['reconnect']);
    expect(groups.map(({ name, trials: members }) => [name, members.length])).toEqual([
      ['SSE', 1],
      ['WebSocket', 2],
    ]);
  });
});

it('groupValidTrials leaves out interrupted trials', () => {
  const { trials } = interrupt(makeRun({ clients: 10, transports: ['sse', 'websocket'] }), 3);
  const groups = groupValidTrials(trials, ['reconnect']);
  expect(groups.map((group) => group.trials.length)).toEqual([2, 1]);
});

describe('rankGroups', () => {
  it('counts how many cannot be told apart from the first', () => {
    const { trials } = makeRun({ clients: 10 });
    const { ranked, level } = rankGroups(
      groupValidTrials(trials, ['reconnect']),
      (trial) => trial.result.deliveryLatencyByPhaseUs.steady?.p50,
    );
    expect(ranked.map(({ group }) => group.name)).toEqual([
      'WebSocket',
      'SSE',
      'long polling',
      'short polling',
    ]);
    expect(level).toBe(2);
  });
});
