import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseRepeated } from '../analysis/refuse-repeated.js';
import { tellOtherScenario } from '../analysis/tell-other-scenario.js';
import { SquallError } from '../errors.js';
import { loadPlan } from '../scenario/load-plan.js';
import type { Plan } from '../scenario/scenario.js';
import { hashScenario, planSource } from '../scenario/scenario-hash.js';
import { loadRun } from '../storage/read-run.js';
import type { RunResult } from '../storage/result.js';
import { isResult } from './is-result.js';

/** A scenario to run, or stored runs of one. */
export interface GateSubject {
  readonly plan: Plan;
  /** Empty for a scenario. */
  readonly results: readonly RunResult[];
}

/**
 * @param paths one scenario, or folders of runs of one scenario or the `result.json` in them
 * @throws SquallError when there is nothing, what is there cannot be read, the runs are of different scenarios, or one is there twice
 */
export async function readGateSubject(paths: readonly string[]): Promise<GateSubject> {
  const [first, ...others] = paths;
  if (first === undefined) {
    const remedy = 'name a scenario file, or the folder of a run';
    throw new SquallError('SQUALL_USAGE', 'there is no scenario and no run', remedy);
  }
  if (!(await isResult(first))) {
    if (others.length === 0) return { plan: await loadPlan(first), results: [] };
    throw new SquallError('SQUALL_USAGE', 'more than one scenario', 'name one, or folders of runs of one');
  }
  const subject = await readResult(first);
  const runs = [{ path: first, result: subject.result }];
  for (const path of others) {
    const { plan, result } = await readResult(path);
    const [wanted, hash] = [hashScenario(subject.plan), hashScenario(plan)];
    if (hash !== wanted) {
      const problem = tellOtherScenario(
        { path: first, result: subject.result, hash: wanted },
        { path, result, hash },
      );
      throw new SquallError('SQUALL_BASELINE_SCENARIO', problem, 'name runs of one scenario', { file: path });
    }
    runs.push({ path, result });
  }
  refuseRepeated(runs);
  return { plan: subject.plan, results: runs.map(({ result }) => result) };
}

/** What reading a run does not open: a gate reads none of it, and a folder without it was tampered with or half copied. */
async function requireSideFiles(directory: string, { trials }: RunResult): Promise<void> {
  const names = trials.flatMap(({ files: { clients, publisher, echoes } }) =>
    [clients, publisher, echoes ?? []].flat(),
  );
  for (const name of names) {
    const file = join(directory, name);
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0) continue;
    const problem = 'a file that belongs to the result is missing or empty';
    throw new SquallError('SQUALL_RESULT_DAMAGED', problem, 'run the scenario again', { file });
  }
}

async function readResult(path: string): Promise<{ plan: Plan; result: RunResult }> {
  // The whole run: one that lacks its files, or whose files are cut off, is not to be trusted in its summary either.
  const { result, directory } = await loadRun(path);
  await requireSideFiles(directory, result);
  const { source, file } = result.scenario;
  try {
    return { plan: planSource(source, file), result };
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    const problem = `the scenario stored in the run is not valid: ${error.message}`;
    throw new SquallError('SQUALL_RESULT_DAMAGED', problem, 'run the scenario again', { file: path });
  }
}
