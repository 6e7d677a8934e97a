import { SquallError } from '../errors.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { hashRun } from './hash-run.js';
import { standingOf } from './report/standing.js';
import { tellOtherScenario } from './tell-other-scenario.js';

/**
 * Refuses to put side by side what does not belong there.
 * @param mixed runs of different scenarios are wanted
 * @throws SquallError SQUALL_COMPARE, naming the run
 */
export function refuseIncomparable(runs: readonly LoadedRun[], mixed: boolean): void {
  const [first, ...others] = runs;
  if (first === undefined) return;
  const hash = hashRun(first);
  const other = mixed ? undefined : others.find((run) => hashRun(run) !== hash);
  if (other !== undefined) {
    throw new SquallError(
      'SQUALL_COMPARE',
      tellOtherScenario(
        { path: first.directory, result: first.result, hash },
        { path: other.directory, result: other.result, hash: hashRun(other) },
      ),
      'compare runs of one scenario, or say --mixed if that is what you mean',
      { file: other.directory },
    );
  }
}

/** Why nothing can be concluded from these runs; undefined when at least one trial is valid. */
export function explainNoneValid(runs: readonly LoadedRun[]): string | undefined {
  const trials = runs.flatMap(({ result }) => result.trials);
  if (trials.some((trial) => standingOf(trial) === 'valid')) return undefined;
  const reason = trials.flatMap(({ validity }) => validity.reasons)[0]?.message ?? 'all were interrupted';
  return `not one of ${trials.length} trials is valid, so nothing is ranked: ${reason}`;
}
