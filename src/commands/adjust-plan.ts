import { SquallError } from '../errors.js';
import type { Plan, Trial } from '../scenario/scenario.js';
import { largestSeed, mostWorkers } from '../scenario/schema.js';
import { checkCount } from './check-count.js';

/** What the command line may say about a plan beside the scenario. */
export interface PlanOverrides {
  readonly workers?: number | undefined;
  readonly seed?: number | undefined;
  /** Labels that trials must have, `transport=sse`. */
  readonly only: readonly string[];
}

/**
 * Applies what the command line overrides.
 * @throws SquallError SQUALL_USAGE
 */
export function adjustPlan(plan: Plan, { workers, seed, only }: PlanOverrides): Plan {
  checkCount('workers', workers, 1, mostWorkers);
  checkCount('seed', seed, 0, largestSeed);
  const trials = plan.trials
    .filter((trial) => only.every((label) => hasLabel(trial, label, plan)))
    .map((trial) => ({
      ...trial,
      scenario: {
        ...trial.scenario,
        workers: workers ?? trial.scenario.workers,
        seed: seed === undefined ? trial.scenario.seed : seed + trial.repeat - 1,
      },
    }));
  if (trials.length === 0) {
    throw new SquallError(
      'SQUALL_USAGE',
      `no trial has the labels ${only.join(', ')}`,
      'see the labels with `squall validate FILE --json`',
    );
  }
  return { ...plan, seed: seed ?? plan.seed, trials };
}

function hasLabel(trial: Trial, label: string, plan: Plan): boolean {
  const at = label.indexOf('=');
  const [name, value] = [label.slice(0, at), label.slice(at + 1)];
  const names = Object.keys(trial.labels);
  if (at < 1 || !names.includes(name)) {
    throw new SquallError(
      'SQUALL_USAGE',
      `--only ${label} names no label of ${plan.name}`,
      `use one of ${names.map((known) => `${known}=…`).join(', ')}`,
    );
  }
  return trial.labels[name] === value;
}
