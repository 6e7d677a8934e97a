import type { Plan, Trial } from '../../scenario/scenario.js';
import type { RunResult, TrialResult } from '../../storage/result.js';

/** A trial as planned and as it went. */
export interface PlayedTrial {
  readonly key: string;
  readonly planned: Trial;
  readonly result: TrialResult;
}

/** What a trial is told apart by, in every run of its scenario: its labels and which repeat it is. */
export function keyOfTrial({
  labels,
  repeat,
}: {
  readonly labels: Readonly<Record<string, string>>;
  readonly repeat: number;
}): string {
  return [keyOfLabels(labels), ...(repeat > 1 ? [`repeat=${repeat}`] : [])].join(' ');
}

export function keyOfLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Lays the trials of a run beside those that its scenario plans; trials that the scenario does not plan are left out. */
export function matchTrials(plan: Plan, { trials }: Pick<RunResult, 'trials'>): PlayedTrial[] {
  const planned = new Map(plan.trials.map((trial) => [keyOfTrial(trial), trial]));
  return trials.flatMap((result) => {
    const key = keyOfTrial(result);
    const trial = planned.get(key);
    if (trial === undefined) return [];
    // The seed may have been given on the command line.
    const scenario = { ...trial.scenario, seed: result.seed };
    return [{ key, planned: { ...trial, scenario }, result }];
  });
}
