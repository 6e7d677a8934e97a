import { expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { nameTrials } from './name-trials.js';

const results = (wanted: Parameters<typeof makeRun>[0]): Parameters<typeof nameTrials>[0] =>
  makeRun({ clients: 10, ...wanted }).trials.map((trial) => trial.result);

it('names only what differs', () => {
  expect(nameTrials(results({ transports: ['sse'] })).map(({ name }) => name)).toEqual([
    'SSE, fixed',
    'SSE, full-jitter',
  ]);
  expect(nameTrials(results({ transports: ['sse'] }).slice(0, 1)).map(({ name }) => name)).toEqual(['SSE']);
});

it('says what a value of another label is a value of', () => {
  const trials = results({ transports: ['sse'] }).map((trial, at) => ({
    ...trial,
    labels: { ...trial.labels, 'clients.count': String(100 * (at + 1)) },
  }));
  expect(nameTrials(trials).map(({ name }) => name)).toEqual([
    'SSE, fixed, clients.count 100',
    'SSE, full-jitter, clients.count 200',
  ]);
});

it('gives every repeat a name of its own but one line style', () => {
  const heads = nameTrials(results({ repeats: 2 }));
  expect(new Set(heads.map(({ name }) => name)).size).toBe(heads.length);
  expect(new Set(heads.map(({ style }) => style)).size).toBe(2);
});
