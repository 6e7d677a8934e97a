import type { LoadedRun, LoadedTrial } from '../storage/loaded-run.js';
import { rankRuns } from './compare/rank-groups.js';
import { hashRun } from './hash-run.js';
import type { Metric } from './metric-catalogue.js';
import { findVaryingLabels, nameLabels, transportTitles } from './report/name-trials.js';
import { type Phrase, type Quantity, say } from './report/phrase.js';
import { type Standing, standingOf } from './report/standing.js';
import { isDifferent, measureSpread, type Spread, smallestFactorOfManyRuns } from './report/trial-groups.js';
import { unitOfKind } from './report/unit-of-kind.js';

/** Trials of one or several runs side by side: one column per value of a label, one row per combination of the others. */
export interface Comparison {
  /** The label that the columns are values of, or `run`. */
  readonly by: string;
  readonly columns: readonly string[];
  readonly metrics: readonly ComparedMetric[];
  /** What a reader has to know before believing a difference. */
  readonly notes: readonly Phrase[];
}

export interface ComparedMetric {
  readonly name: string;
  readonly about: string;
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow {
  readonly name: string;
  /** One per column; undefined where there is no such trial. */
  readonly cells: readonly (ComparedCell | undefined)[];
}

export interface ComparedCell {
  /** Median over the valid trials; over the others when there is none. */
  readonly median: Quantity;
  readonly low: Quantity;
  readonly high: Quantity;
  readonly runs: number;
  /** Anything but `valid` is never ranked. */
  readonly standing: Standing;
  /** Invalid and interrupted trials left out of the median. */
  readonly leftOut: number;
  /** Set when this is the lowest valid cell of its row, can be told apart from every other, and lower is better. */
  readonly lowest: boolean;
}

interface Labelled {
  readonly trial: LoadedTrial;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels that the trials of these runs differ in, `run` among them when there are several runs. */
export function listComparableLabels(runs: readonly LoadedRun[]): string[] {
  return findVaryingLabels(labelTrials(runs).map(({ labels }) => labels));
}

/**
 * Compares all trials of the runs. Nothing is ranked that is not valid, and nothing is called lowest that the runs cannot
 * tell apart from the rest.
 * @param by a label of the trials, or `run`
 */
export function compareRuns(runs: readonly LoadedRun[], by: string, metrics: readonly Metric[]): Comparison {
  const trials = labelTrials(runs);
  const keys = findVaryingLabels(trials.map(({ labels }) => labels)).filter((key) => key !== by);
  const columns = [...new Set(trials.map(({ labels }) => labels[by] ?? ''))];
  const names = [...new Set(trials.map(({ labels }) => nameRow(labels, keys)))];
  return {
    by,
    columns: columns.map((value) => nameValue(by, value)),
    notes: collectNotes(runs, trials),
    metrics: metrics.map((metric) => ({
      name: metric.name,
      about: metric.about,
      rows: names.map((name) => {
        const row = trials.filter(({ labels }) => nameRow(labels, keys) === name);
        const cells = columns.map((value) => row.filter(({ labels }) => (labels[by] ?? '') === value));
        return { name, cells: compareRow(cells, metric) };
      }),
    })),
  };
}

function labelTrials(runs: readonly LoadedRun[]): Labelled[] {
  return runs.flatMap((run, at) => {
    const twice = runs.findIndex((other) => other.result.run.id === run.result.run.id) < at;
    const id = twice ? `${run.result.run.id} (${at + 1})` : run.result.run.id;
    return run.trials.map((trial) => ({ trial, labels: { run: id, ...trial.result.labels } }));
  });
}

function nameRow(labels: Readonly<Record<string, string>>, keys: readonly string[]): string {
  const transport = keys.includes('transport') ? nameValue('transport', labels.transport ?? '') : '';
  const rest = nameLabels(
    labels,
    keys.filter((key) => key !== 'transport'),
  );
  return [transport, rest].filter((part) => part !== '').join(', ') || 'all';
}

function nameValue(label: string, value: string): string {
  if (label !== 'transport') return value === '' ? '–' : value;
  return Object.entries(transportTitles).find(([name]) => name === value)?.[1] ?? value;
}

interface Measured {
  readonly spread: Spread;
  /** Of each trial that counts. */
  readonly values: readonly number[];
  readonly standing: Standing;
  readonly leftOut: number;
}

function compareRow(cells: readonly (readonly Labelled[])[], metric: Metric): (ComparedCell | undefined)[] {
  const measured = cells.map((trials) => measureCell(trials, metric));
  const unit = unitOfKind[metric.kind];
  return measured.map((cell) => {
    if (cell === undefined) return undefined;
    const { spread, standing, leftOut } = cell;
    return {
      median: { value: spread.median, unit },
      low: { value: spread.low, unit },
      high: { value: spread.high, unit },
      runs: spread.runs,
      standing,
      leftOut,
      lowest: metric.lowerIsBetter && standing === 'valid' && isLowest(cell, measured),
    };
  });
}

function measureCell(trials: readonly Labelled[], metric: Metric): Measured | undefined {
  const standings = trials.map(({ trial }) => standingOf(trial.result));
  const valid = trials.filter((_, at) => standings[at] === 'valid');
  const counted = valid.length > 0 ? valid : trials;
  const spread = measureSpread(
    counted.map(({ trial }) => trial),
    (trial) => metric.read(trial.result),
  );
  if (spread === undefined) return undefined;
  const worst = standings.includes('invalid') ? 'invalid' : 'interrupted';
  const standing = valid.length > 0 ? 'valid' : worst;
  const values = counted.flatMap(({ trial }) => metric.read(trial.result) ?? []);
  return { spread, values, standing, leftOut: trials.length - counted.length };
}

/** A comparison needs at least one other valid cell. */
function isLowest(cell: Measured, all: readonly (Measured | undefined)[]): boolean {
  const rivals = all.filter((other): other is Measured => other?.standing === 'valid' && other !== cell);
  if (rivals.length === 0) return false;
  if (rivals.every((rival) => isTestable(cell, rival))) return isProvenLowest(cell, rivals);
  return rivals.every(
    (rival) => cell.spread.median < rival.spread.median && isDifferent(cell.spread, rival.spread),
  );
}

/** With fewer runs than this on either side no order of them would be proof, and ranges that do not touch have to do. */
const fewestToTest = 5;

function isTestable(a: Measured, b: Measured): boolean {
  return Math.min(a.values.length, b.values.length) >= fewestToTest;
}

/** By exact tests of all pairs of cells: groups that cannot be told apart share the first place, and nobody has it alone. */
function isProvenLowest(cell: Measured, rivals: readonly Measured[]): boolean {
  const groups = [cell, ...rivals].map(({ values }, at) => ({ name: String(at), values }));
  const { lowest } = rankRuns(groups, { alpha: 0.05, confidence: 0.95, delta: smallestFactorOfManyRuns - 1 });
  return lowest.length === 1 && lowest[0] === '0';
}

function collectNotes(runs: readonly LoadedRun[], trials: readonly Labelled[]): Phrase[] {
  const notes: Phrase[] = [];
  for (const standing of ['invalid', 'interrupted'] as const) {
    const found = trials.filter(({ trial }) => standingOf(trial.result) === standing);
    if (found.length === 0) continue;
    const names = found.map(({ trial }) => trial.result.id).join(', ');
    const title = standing === 'invalid' ? 'Invalid' : 'Interrupted';
    notes.push(
      say`${title}, so shown, marked and never ranked: ${found.length} of ${trials.length} trials (${names}).`,
    );
  }
  if (!trials.some(({ trial }) => trial.result.repeat > 1))
    notes.push(say`Single runs: only factors of 1.2 and more are called differences.`);
  if (runs.some((run) => run.result.environment.coLocated))
    notes.push(say`Server and load generator shared a machine and took CPU from each other.`);
  return [...notes, ...noteDifferences(runs)];
}

/** Runs of other scenarios, versions or machines differ for reasons that no label shows. */
function noteDifferences(runs: readonly LoadedRun[]): Phrase[] {
  const differs = (read: (run: LoadedRun) => string): boolean => new Set(runs.map(read)).size > 1;
  const notes: Phrase[] = [];
  if (differs(hashRun))
    notes.push(say`The runs are of different scenarios; compare only what both define alike.`);
  if (
    differs(({ result: { environment } }) => `${environment.cpu} ${environment.cores} ${environment.kernel}`)
  )
    notes.push(say`The runs were made on different machines or kernels, which may explain any difference.`);
  if (differs(({ result: { environment } }) => `${environment.squall} ${environment.node}`))
    notes.push(say`The runs were made with different versions of Squall or Node.js.`);
  return notes;
}
