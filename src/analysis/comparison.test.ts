import { describe, expect, it } from 'vitest';
import { interrupt, makeRun } from '../../test/fixtures/make-run.js';
import { renderComparison } from '../render/comparison.js';
import { formatPhrase } from '../render/format.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import type { TrialResult } from '../storage/result.js';
import { type Comparison, compareRuns, listComparableLabels } from './comparison.js';
import { type Metric, metricCatalogue } from './metric-catalogue.js';

const peak = metricCatalogue.filter(({ name }) => name === 'storm.peakAttemptsPerSecond');
const latency = metricCatalogue.filter(({ name }) => name === 'delivery.steady.p50');

function lowestOf(comparison: Comparison): (boolean | undefined)[][] {
  return (comparison.metrics[0]?.rows ?? []).map((row) => row.cells.map((cell) => cell?.lowest));
}

function rename(run: LoadedRun, id: string): LoadedRun {
  return { ...run, result: { ...run.result, run: { ...run.result.run, id } } };
}

/** So many runs of one scenario over SSE. */
function pool(runs: number): LoadedRun[] {
  return Array.from({ length: runs }, (_, at) =>
    rename(makeRun({ clients: 100, transports: ['sse'] }), `run-${at + 1}`),
  );
}

describe('compareRuns', () => {
  const transports = ['websocket', 'sse'] as const;

  it('puts the values of a label side by side and marks the lowest', () => {
    const comparison = compareRuns([makeRun({ clients: 100, transports, repeats: 4 })], 'reconnect', peak);
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
    const run = interrupt(makeRun({ clients: 100, transports }), 1);
    const comparison = compareRuns([run], 'reconnect', peak);
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
    const run = makeRun({ clients: 100, transports: ['websocket', 'short-poll'], repeats: 4 });
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

  it('keeps apart runs that began in the same second', () => {
    const run = makeRun({ clients: 50, transports: ['sse'] });
    expect(compareRuns([run, run], 'run', latency).columns).toEqual([
      run.result.run.id,
      `${run.result.run.id} (2)`,
    ]);
  });

  it('pools runs of one scenario as repetitions, unless runs are what is compared', () => {
    const runs = pool(5);
    const comparison = compareRuns(runs, 'reconnect', peak);
    expect(comparison.metrics[0]?.rows).toMatchObject([
      { name: 'all', reference: 'fixed', cells: [{ runs: 5 }, { runs: 5, lowest: true }] },
    ]);
    expect(comparison.notes.map(formatPhrase)).toContain(
      'The 5 runs are pooled as repetitions; --by run sets them side by side.',
    );
    expect(compareRuns(runs, 'run', peak).columns).toHaveLength(5);
  });

  it('keeps apart runs of other scenarios', () => {
    const [first, second] = pool(2);
    if (first === undefined || second === undefined) throw new Error('no run');
    const scenario = { ...second.result.scenario, source: 'name: [', hash: 'f'.repeat(64) };
    const other = { ...second, result: { ...second.result, scenario } };
    const { rows } = compareRuns([first, other], 'reconnect', peak).metrics[0] ?? { rows: [] };
    expect(rows).toHaveLength(2);
    expect(rows[1]?.name).toBe('scenario crash-storm ffffff');
  });

  it('gives ratios over the first ranked column, with their interval', () => {
    const { rows } = compareRuns(pool(5), 'reconnect', peak).metrics[0] ?? { rows: [] };
    const [reference, other] = rows[0]?.cells ?? [];
    expect(reference?.ratio).toBeNull();
    const { ratio } = other ?? {};
    expect(ratio?.median).toBeCloseTo((other?.median.value ?? 0) / (reference?.median.value ?? 0), 1);
    expect(ratio?.low).toBeLessThanOrEqual(ratio?.median ?? 0);
    // Five against five: P(U ≤ 2) is 4/252, so that the interval leaves 3/252… out at either end.
    expect(ratio?.confidence).toBeGreaterThan(0.95);
    expect(other).toMatchObject({ indistinguishable: [], tooFewRuns: [] });
  });

  it('tells groups that the test did not tell apart', () => {
    const { rows } = compareRuns(pool(5), 'reconnect', latency).metrics[0] ?? { rows: [] };
    expect(rows[0]?.cells).toMatchObject([
      { lowest: false, indistinguishable: ['full-jitter'], tooFewRuns: [] },
      { lowest: false, indistinguishable: ['fixed'], tooFewRuns: [] },
    ]);
  });

  it('ranks nothing of three runs against three, and says once why', () => {
    const comparison = compareRuns(pool(3), 'reconnect', peak);
    expect(comparison.metrics[0]?.rows[0]?.cells).toMatchObject([
      { lowest: false, indistinguishable: [], tooFewRuns: ['full-jitter'] },
      { lowest: false, indistinguishable: [], tooFewRuns: ['fixed'] },
    ]);
    expect(comparison.notes.map(formatPhrase).filter((note) => note.startsWith('Too few'))).toEqual([
      'Too few runs: 3 against 3 cannot be told apart at 5 %, whatever they show (the smallest chance is 0.1); 4 valid runs of each can.',
    ]);
  });

  it('never ranks a column some of whose valid trials lack the figure', () => {
    const [metric] = peak;
    if (metric === undefined) throw new Error('no metric');
    // Of the runs with jitter, those that came through are far the lowest.
    const survivors: Metric = {
      ...metric,
      read: ({ labels, repeat }) => (labels.reconnect === 'fixed' ? 5000 : repeat > 2 ? null : 1000),
    };
    const run = makeRun({ clients: 20, transports: ['sse'], repeats: 5 });
    const comparison = compareRuns([run], 'reconnect', [survivors]);
    expect(comparison.metrics[0]?.rows).toMatchObject([
      {
        reference: null,
        cells: [
          { runs: 5, trials: 5, lowest: false },
          { runs: 2, trials: 5, lowest: false, ratio: null, indistinguishable: [] },
        ],
      },
    ]);
    expect(renderComparison(comparison, 'table', { colours: false })).toMatch(/1,000\/s \(2 of 5\)$/m);
  });

  it('says that valid trials have no such figure where others have it', () => {
    const [metric] = peak;
    if (metric === undefined) throw new Error('no metric');
    const read = ({ labels }: TrialResult) => (labels.reconnect === 'fixed' ? 5000 : null);
    const run = makeRun({ clients: 20, transports: ['sse'], repeats: 5 });
    const compareBy = (own: Metric) => compareRuns([run], 'reconnect', [own]);
    const text = renderComparison(compareBy({ ...metric, read }), 'table', { colours: false });
    expect(text).toMatch(/5,000\/s +– \(0 of 5\)$/m);
    expect(compareBy({ ...metric, read: () => null }).metrics[0]?.rows[0]?.cells).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('says that the servers under test differ', () => {
    const [first, second] = pool(2);
    if (first === undefined || second === undefined) throw new Error('no run');
    const { scenario } = second.result;
    const source = `${scenario.source}server: { flaws: [delay=5ms] }\n`;
    const slower = { ...second, result: { ...second.result, scenario: { ...scenario, source } } };
    const notesOf = (runs: readonly LoadedRun[]) =>
      compareRuns(runs, 'reconnect', peak)
        .notes.map(formatPhrase)
        .filter((note) => /under test|different scenarios/.test(note));
    expect(notesOf([first, slower])).toEqual([
      'The servers under test differ: not all runs have the same flaws or commands.',
    ]);
    expect(notesOf([first, second])).toEqual([]);
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
