import type { LoadedRun } from '../storage/loaded-run.js';
import { compareRow, comparisonLevel } from './compare/compare-row.js';
import {
  type LabelledTrial,
  labelByRun,
  labelByScenario,
  nameRow,
  nameValue,
} from './compare/label-trials.js';
import { noteDifferences } from './compare/note-differences.js';
import { runsToTellApart, smallestChance } from './compare/smallest-chance.js';
import type { RatioEstimate } from './gate/gate-types.js';
import type { Metric } from './metric-catalogue.js';
import { findVaryingLabels } from './report/name-trials.js';
import { type Phrase, plain, type Quantity, say, share } from './report/phrase.js';
import { type Standing, standingOf } from './report/standing.js';

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
  /** The column that the row's ratios are over: its first that can be ranked; null where fewer than two can. */
  readonly reference: string | null;
}

export interface ComparedCell {
  /** Median over the valid trials that have the metric; over the others when none is valid. */
  readonly median: Quantity;
  readonly low: Quantity;
  readonly high: Quantity;
  /** Trials that have the metric, of `trials`; where they are fewer, the cell is never ranked: its figures are those of the survivors. */
  readonly runs: number;
  /** Valid trials; all trials where none is valid. */
  readonly trials: number;
  /** Anything but `valid` is never ranked. */
  readonly standing: Standing;
  /** Invalid and interrupted trials left out of the median. */
  readonly leftOut: number;
  /** Set when lower is better and every other ranked cell of the row is proven higher. */
  readonly lowest: boolean;
  /** Typical ratio to the row's reference, with its interval; null for the reference, for what is not ranked and where a value is 0. */
  readonly ratio: RatioEstimate | null;
  /** Columns that the test did not tell apart from this one, or only by less than 5 %. */
  readonly indistinguishable: readonly string[];
  /** Columns that no test could tell apart from this one with so few runs. */
  readonly tooFewRuns: readonly string[];
}

/** Labels that the trials of these runs differ in, `run` among them when there are several runs. */
export function listComparableLabels(runs: readonly LoadedRun[]): string[] {
  return findVaryingLabels(labelByRun(runs).map(({ labels }) => labels));
}

/**
 * Compares all trials of the runs. Unless runs are what is compared, those of one scenario are pooled as its repetitions. Nothing is ranked
 * that is not valid, and nothing is called lowest that the runs cannot tell apart from the rest.
 * @param by a label of the trials, or `run`
 */
export function compareRuns(runs: readonly LoadedRun[], by: string, metrics: readonly Metric[]): Comparison {
  const trials = by === 'run' ? labelByRun(runs) : labelByScenario(runs);
  const keys = findVaryingLabels(trials.map(({ labels }) => labels)).filter((key) => key !== by);
  const values = [...new Set(trials.map(({ labels }) => labels[by] ?? ''))];
  const columns = values.map((value) => nameValue(by, value));
  const names = [...new Set(trials.map(({ labels }) => nameRow(labels, keys)))];
  const groups = names.map((name) => {
    const row = trials.filter(({ labels }) => nameRow(labels, keys) === name);
    return { name, cells: values.map((value) => row.filter(({ labels }) => (labels[by] ?? '') === value)) };
  });
  return {
    by,
    columns,
    notes: [
      ...noteStandings(trials),
      ...notePooling(runs, by),
      ...noteFewRuns(groups.map(({ cells }) => cells)),
      ...notePlacement(runs),
      ...noteDifferences(runs),
    ],
    metrics: metrics.map((metric) => ({
      name: metric.name,
      about: metric.about,
      rows: groups.map(({ name, cells }) => ({ name, ...compareRow(cells, columns, metric) })),
    })),
  };
}

function noteStandings(trials: readonly LabelledTrial[]): Phrase[] {
  return (['invalid', 'interrupted'] as const).flatMap((standing) => {
    const found = trials.filter(({ trial }) => standingOf(trial.result) === standing);
    if (found.length === 0) return [];
    const names = [...new Set(found.map(({ trial }) => trial.result.id))].join(', ');
    const title = standing === 'invalid' ? 'Invalid' : 'Interrupted';
    return [
      say`${title}, so shown, marked and never ranked: ${found.length} of ${trials.length} trials (${names}).`,
    ];
  });
}

function notePooling(runs: readonly LoadedRun[], by: string): Phrase[] {
  if (by === 'run' || runs.length < 2) return [];
  return [say`The ${runs.length} runs are pooled as repetitions; ${'--by run'} sets them side by side.`];
}

/** One line for each kind of row in which the test could not prove anything, whatever the values. */
function noteFewRuns(rows: readonly (readonly (readonly LabelledTrial[])[])[]): Phrase[] {
  const told = new Map<string, Phrase>();
  for (const row of rows) {
    const counts = row
      .map((cell) => cell.filter(({ trial }) => standingOf(trial.result) === 'valid').length)
      .filter((count) => count > 0)
      .sort((a, b) => b - a);
    const [most, next] = counts;
    if (most === undefined || next === undefined) continue;
    const pairs = (counts.length * (counts.length - 1)) / 2;
    const chance = smallestChance(most, next);
    if (chance * pairs <= comparisonLevel.alpha) continue;
    const needed = runsToTellApart(counts.length, comparisonLevel.alpha);
    const tests = pairs === 1 ? say`` : say`, and ${pairs} pairs are tested`;
    told.set(
      counts.join(' '),
      say`Too few runs: ${next} against ${most} cannot be told apart at ${share(comparisonLevel.alpha)}, whatever they show (the smallest chance is ${plain(chance)}${tests}); ${needed} valid runs of each can.`,
    );
  }
  return [...told.values()];
}

function notePlacement(runs: readonly LoadedRun[]): Phrase[] {
  if (!runs.some((run) => run.result.environment.coLocated)) return [];
  return [say`Server and load generator shared a machine and took CPU from each other.`];
}
