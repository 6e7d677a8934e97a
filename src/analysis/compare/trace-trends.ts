import type { LoadedRun } from '../../storage/loaded-run.js';
import { keyOfLabels } from '../gate/baseline-trials.js';
import { medianOf } from '../gate/median-of.js';
import type { Metric } from '../metric-catalogue.js';
import { standingOf } from '../report/standing.js';
import { type ChangePoint, findChanges } from '../trend/find-changes.js';

/** One metric of the trials with the same labels, over runs in the order of time. */
export interface Trend {
  readonly metric: Pick<Metric, 'name' | 'kind'>;
  readonly trial: string;
  readonly points: readonly TracedPoint[];
  /** Where the level changes. */
  readonly changes: readonly ChangePoint[];
  /** Runs without a valid trial that has the metric: no points. */
  readonly leftOut: number;
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
      const points = ordered.flatMap((run) => readPoint(run, trial, metric));
      if (points.length === 0) return [];
      const changes = findChanges(points.map(({ value, run }) => ({ value, label: run })));
      const { name, kind } = metric;
      return [{ metric: { name, kind }, trial, points, changes, leftOut: ordered.length - points.length }];
    }),
  );
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
