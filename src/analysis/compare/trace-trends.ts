import type { LoadedRun } from '../../storage/loaded-run.js';
import { keyOfLabels } from '../gate/baseline-trials.js';
import { medianOf } from '../gate/median-of.js';
import type { Metric } from '../metric-catalogue.js';
import type { Phrase } from '../report/phrase.js';
import { standingOf } from '../report/standing.js';
import { type ChangePoint, defaultTrendOptions, fewestToMark, findChanges } from '../trend/find-changes.js';
import { noteDifferences } from './note-differences.js';

/** One metric of the trials with the same labels, over runs in the order of time. */
export interface Trend {
  readonly metric: Pick<Metric, 'name' | 'kind'>;
  readonly trial: string;
  readonly points: readonly TracedPoint[];
  /** Where the level changes. */
  readonly changes: readonly ChangePoint[];
  /** The stretches between changes, all points among them. */
  readonly levels: readonly TrendLevel[];
  /** With fewer points than this no change can be marked, however great. */
  readonly fewestPoints: number;
  /** What else than the code changed between the runs that have points. */
  readonly notes: readonly Phrase[];
  /** Runs without a valid trial that has the metric: no points. */
  readonly leftOut: number;
}

/** Points from index `from` to before `to`, between two changes. */
export interface TrendLevel {
  readonly from: number;
  readonly to: number;
  readonly median: number;
}

export interface TracedPoint {
  /** Id of the run. */
  readonly run: string;
  readonly startedAt: string;
  /** Median over the run's valid trials with these labels. */
  readonly value: number;
}

/** Traces metrics through stored runs of one scenario, whatever order they are given in. */
export function traceTrends(runs: readonly LoadedRun[], metrics: readonly Metric[]): Trend[] {
  const ordered = runs.toSorted((a, b) => compareTexts(a.result.run.startedAt, b.result.run.startedAt));
  const trials = [
    ...new Set(ordered.flatMap(({ result }) => result.trials.map(({ labels }) => keyOfLabels(labels)))),
  ];
  return metrics.flatMap((metric) =>
    trials.flatMap((trial) => {
      const measured = ordered.filter((run) => readPoint(run, trial, metric).length > 0);
      const points = measured.flatMap((run) => readPoint(run, trial, metric));
      if (points.length === 0) return [];
      const { name, kind } = metric;
      const changes = findChanges(points.map(({ value, run }) => ({ value, label: run })));
      return [
        {
          metric: { name, kind },
          trial,
          points,
          changes,
          levels: listLevels(points, changes),
          fewestPoints: fewestToMark(defaultTrendOptions),
          notes: noteDifferences(measured),
          leftOut: ordered.length - points.length,
        },
      ];
    }),
  );
}

function listLevels(points: readonly TracedPoint[], changes: readonly ChangePoint[]): TrendLevel[] {
  const bounds = [0, ...changes.map(({ at }) => at), points.length];
  return bounds.slice(1).map((to, index) => {
    const from = bounds[index] ?? 0;
    return { from, to, median: medianOf(points.slice(from, to).map(({ value }) => value)) };
  });
}

function readPoint({ result }: LoadedRun, trial: string, metric: Metric): TracedPoint[] {
  const values = result.trials
    .filter((own) => standingOf(own) === 'valid' && keyOfLabels(own.labels) === trial)
    .flatMap((own) => metric.read(own) ?? []);
  const { id, startedAt } = result.run;
  return values.length === 0 ? [] : [{ run: id, startedAt, value: medianOf(values) }];
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
