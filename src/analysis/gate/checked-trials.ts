import type { RunResult } from '../../storage/result.js';
import { standingOf } from '../report/standing.js';
import { listBlockingReasons } from './blocking-reasons.js';
import { listPairs, type RunFigures } from './pair-samples.js';

/** A trial of one of the candidate's runs, held against the thresholds of its scenario. */
export interface CheckedTrial {
  readonly labels: Readonly<Record<string, string>>;
  readonly thresholds: readonly ThresholdCheck[];
  /** Set where its times cannot be believed and its counts can. */
  readonly countsOnly?: boolean;
}

export interface ThresholdCheck {
  readonly expression: string;
  readonly holds: boolean;
  /** null: it was not measured. */
  readonly actual: number | null;
}

/** Trials of runs by themselves; one whose counts cannot be believed is left out. */
export function listCheckedTrials(runs: readonly Pick<RunResult, 'trials'>[]): CheckedTrial[] {
  return runs
    .flatMap(({ trials }) => trials)
    .filter((trial) => listBlockingReasons(trial).length === 0)
    .map((trial) => ({
      labels: trial.labels,
      thresholds: trial.thresholds,
      countsOnly: standingOf(trial) !== 'valid',
    }));
}

interface CheckedRun extends RunFigures {
  readonly trials: readonly (RunFigures['trials'][number] & CheckedTrial)[];
}

/** Trials of the candidate's runs in pairs: its times count where both sides are valid, its counts wherever they can be believed. */
export function listCheckedInPairs(runs: readonly CheckedRun[]): CheckedTrial[] {
  return listPairs(runs)
    .filter(({ candidate }) => candidate.doubtful.length === 0)
    .flatMap(({ candidate, invalid }) =>
      candidate.trials.map(({ labels, thresholds }) => ({
        labels,
        thresholds,
        countsOnly: invalid !== undefined,
      })),
    );
}
