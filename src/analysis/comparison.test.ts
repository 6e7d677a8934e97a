import { describe, expect, it } from 'vitest';
import { interrupt, makeRun } from '../../test/fixtures/make-run.js';
import { formatPhrase } from '../render/format.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { type Comparison, compareRuns, listComparableLabels } from './comparison.js';
import { metricCatalogue } from './metric-catalogue.js';

const peak = metricCatalogue.filter(({ name }) => name === 'storm.peakAttemptsPerSecond');
const latency = metricCatalogue.filter(({ name }) => name === 'delivery.steady.p50');

function lowestOf(comparison: Comparison): (boolean | undefined)[][] {
  return (comparison.metrics[0]?.rows ?? []).map((row) => row.cells.map((cell) => cell?.lowest));
}

function rename(run: LoadedRun, id: string): LoadedRun {
  return { ...run, result: { ...run.result, run: { ...run.result.run, id } } };
}

describe('compareRuns', () => {
  const transports = ['websocket', 'sse'] as const;

  it('puts the values of a label side by side and marks the lowest', () => {
    const comparison = compareRuns([makeRun({ clients: 100, transports })], 'reconnect', peak);
    expect(comparison.columns).toEqual(['fixed', 'full-jitter']);
    expect(comparison.metrics[0]?.rows.map(({ name }) => name)).toEqual(['WebSocket', 'SSE']);
    expect(lowestOf(comparison)).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  it('never ranks an invalid trial, nor anything against invalid ones alone', () => {
    const run = makeRun({ clients: 100, transports, invalid: [1] });
    const comparison = compareRuns([run], 'reconnect', peak);
    expect(lowestOf(comparison)[0]).toEqual([false, false]);
    expect(comparison.metrics[0]?.rows[0]?.cells[1]).toMatchObject({
      standing: 'invalid',
      median: { unit: 'perSecond' },
    });
    expect(comparison.notes.map(formatPhrase)[0]).toContain(
      'never ranked: 1 of 4 trials (02-websocket-full-jitter)',
    );
  });

  it('never ranks an interrupted trial', () => {
    const whole = makeRun({ clients: 100, transports });
    const run = interrupt(whole, 1);
    const comparison = compareRuns([run], 'reconnect', peak);
    expect(lowestOf(compareRuns([whole], 'reconnect', peak))[0]).toEqual([false, true]);
    expect(lowestOf(comparison)[0]).toEqual([false, false]);
    expect(comparison.metrics[0]?.rows[0]?.cells[1]).toMatchObject({ standing: 'interrupted' });
    expect(comparison.notes.map(formatPhrase)[0]).toBe(
      'Interrupted, so shown, marked and never ranked: 1 of 4 trials (02-websocket-full-jitter).',
    );
  });

  it('leaves invalid repeats out of a median', () => {
    const run = makeRun({ clients: 50, transports: ['sse'], repeats: 3, invalid: [1] });
    const cell = compareRuns([run], 'reconnect', peak).metrics[0]?.rows[0]?.cells[0];
    expect(cell).toMatchObject({ standing: 'valid', runs: 2, leftOut: 1 });
  });

  it('calls nothing lowest that single runs cannot tell apart', () => {
    const comparison = compareRuns([makeRun({ clients: 50, transports })], 'transport', latency);
    expect(lowestOf(comparison)).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('marks nothing where lower is not better', () => {
    const run = makeRun({ clients: 100, transports: ['websocket', 'short-poll'] });
    const mark = (name: string) =>
      lowestOf(
        compareRuns(
          [run],
          'transport',
          metricCatalogue.filter((metric) => metric.name === name),
        ),
      ).flat();
    expect(mark('lost')).toContain(true);
    expect(mark('recovered')).not.toContain(true);
    expect(mark('delivered')).not.toContain(true);
  });

  it('compares runs and says what else differs between them', () => {
    const before = rename(makeRun({ clients: 50, transports: ['sse'] }), 'before');
    const after = rename(makeRun({ clients: 50, transports: ['sse'] }), 'after');
    const moved: LoadedRun = {
      ...after,
      result: { ...after.result, environment: { ...after.result.environment, cpu: 'another' } },
    };
    const comparison = compareRuns([before, moved], 'run', latency);
    expect(comparison.columns).toEqual(['before', 'after']);
    expect(comparison.metrics[0]?.rows.map(({ name }) => name)).toEqual(['fixed', 'full-jitter']);
    expect(comparison.notes.map(formatPhrase).join(' ')).toContain('different machines');
  });

  it('tells runs of different scenarios, however they are written', () => {
    const run = makeRun({ clients: 50, transports });
    const withSource = (source: string): LoadedRun => ({
      ...run,
      result: { ...run.result, scenario: { ...run.result.scenario, source, hash: source } },
    });
    const { source } = run.result.scenario;
    const notesOf = (other: string): string =>
      compareRuns([run, withSource(other)], 'run', latency)
        .notes.map(formatPhrase)
        .join(' ');
    expect(notesOf(`# only a comment\n${source}`)).not.toContain('different scenarios');
    expect(notesOf(`${source}\nwarmUp: 7s\n`)).toContain('different scenarios');
  });

  it('keeps apart a run that is given twice', () => {
    const run = makeRun({ clients: 50, transports: ['sse'] });
    expect(compareRuns([run, run], 'run', latency).columns).toEqual([
      run.result.run.id,
      `${run.result.run.id} (2)`,
    ]);
  });

  it('shows nothing where there is no such trial', () => {
    const run = makeRun({ clients: 50, transports });
    const trials = run.trials.slice(1);
    const comparison = compareRuns([{ ...run, trials }], 'reconnect', latency);
    expect(comparison.metrics[0]?.rows.find(({ name }) => name === 'WebSocket')?.cells.map(Boolean)).toEqual([
      true,
      false,
    ]);
  });
});

it('lists the labels that there is a choice of', () => {
  const run = makeRun({ clients: 50, transports: ['sse'] });
  expect(listComparableLabels([run])).toEqual(['reconnect']);
  expect(listComparableLabels([run, rename(run, 'other')])).toEqual(['run', 'reconnect']);
});
