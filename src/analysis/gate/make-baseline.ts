import { basename } from 'node:path';
import { SquallError } from '../../errors.js';
import type { Plan } from '../../scenario/scenario.js';
import { hashScenario, stringifySorted } from '../../scenario/scenario-hash.js';
import { type Baseline, type BaselineTrial, baselineSchema } from '../../storage/baseline.js';
import type { RunResult } from '../../storage/result.js';
import { standingOf } from '../report/standing.js';
import { keyOfTrial, matchTrials, type PlayedTrial } from './baseline-trials.js';
import { listBlockingReasons } from './blocking-reasons.js';
import { listExactFigures } from './exact-figures.js';
import { listMachineDifferences, readFingerprint } from './fingerprint.js';
import { defaultGatedNames, readGatedMetrics } from './gated-metrics.js';

/**
 * Sums up runs of one scenario on one machine as what later ones are held against. A figure that should be exact and was not the same in
 * all runs is named as unstable and left out.
 * @param plan what the scenario plans; trials that no run has are left out
 * @param metrics of the catalogue, whose values are kept
 * @throws SquallError SQUALL_BASELINE_TRIALS when the runs differ in their trials or machines, SQUALL_BASELINE_SEED when in their seed,
 *   SQUALL_GATE_INVALID when one cannot be believed
 */
export function makeBaseline(
  plan: Plan,
  runs: readonly RunResult[],
  savedAt: string,
  metrics: readonly string[] = defaultGatedNames,
): Baseline {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a baseline needs a run');
  refuseMachines(runs);
  const played = runs.map((run) => matchTrials(plan, run));
  for (const trials of played) refuseDoubtful(trials);
  const { squall, node, libraries } = first.environment;
  const [model = []] = played;
  if (model.length === 0) throw refuseTrials('the runs have no trial that the scenario plans');
  return {
    schema: baselineSchema,
    name: plan.name,
    savedAt,
    scenario: { file: basename(plan.file), hash: hashScenario(plan), seed: first.run.seed },
    versions: { squall, node, libraries },
    fingerprint: readFingerprint(first.environment),
    runs: runs.length,
    trials: model.map(({ key }) => {
      return sumUp(
        played.map((trials) => findTrial(trials, key, model.length)),
        metrics,
      );
    }),
  };
}

/** The file: keys in order, so that saving again changes only what was measured otherwise. */
export function writeBaseline(baseline: Baseline): string {
  return `${stringifySorted(baseline, 2)}\n`;
}

function findTrial(trials: readonly PlayedTrial[], key: string, wanted: number): PlayedTrial {
  const found = trials.find((trial) => trial.key === key);
  if (found !== undefined && trials.length === wanted) return found;
  throw refuseTrials(`the runs do not have the same trials: ${key} is not in each`);
}

function refuseTrials(
  problem: string,
  remedy = 'save a baseline from whole runs of one scenario',
): SquallError {
  return new SquallError('SQUALL_BASELINE_TRIALS', problem, remedy);
}

/** One fingerprint stands for all runs, so that it has to be theirs. */
function refuseMachines([first, ...others]: readonly RunResult[]): void {
  if (first === undefined) return;
  const own = readFingerprint(first.environment);
  for (const { run, environment } of others) {
    const differences = listMachineDifferences(own, readFingerprint(environment), `in ${run.id}`);
    if (differences.length === 0) continue;
    throw refuseTrials(
      `the runs are of different machines: ${differences.join('; ')}`,
      'save a baseline from runs of one machine',
    );
  }
}

function refuseDoubtful(trials: readonly PlayedTrial[]): void {
  for (const { key, result } of trials) {
    const [reason] = listBlockingReasons(result);
    if (reason === undefined) continue;
    throw new SquallError('SQUALL_GATE_INVALID', `${key}: ${reason.message}`, reason.remedy);
  }
}

function sumUp(played: readonly PlayedTrial[], metrics: readonly string[]): BaselineTrial {
  const [first] = played;
  if (first === undefined) throw new RangeError('a baseline needs a run');
  const { labels, repeat, seed } = first.result;
  if (played.some(({ result }) => result.seed !== seed)) {
    const problem = `the runs of ${keyOfTrial(first.result)} have different seeds`;
    throw new SquallError('SQUALL_BASELINE_SEED', problem, 'save a baseline from runs with one seed');
  }
  const figures = played.map(
    ({ planned, result }) =>
      new Map(listExactFigures(planned, result).map(({ name, value }) => [name, value])),
  );
  const exact: Record<string, number> = {};
  const unstable: string[] = [];
  for (const [name, value] of figures[0] ?? []) {
    if (figures.every((own) => own.get(name) === value)) exact[name] = value;
    else unstable.push(name);
  }
  if (Object.keys(exact).length === 0)
    throw refuseTrials(`no exact figure of ${keyOfTrial(first.result)} is the same in all runs`);
  return { labels, repeat, seed, exact, unstable, measured: collectMeasured(played, metrics) };
}

/** Only of valid trials: what is invalid is never quoted. */
function collectMeasured(
  played: readonly PlayedTrial[],
  metrics: readonly string[],
): Record<string, number[]> {
  const measured: Record<string, number[]> = {};
  for (const { result } of played) {
    if (standingOf(result) !== 'valid') continue;
    for (const { name, value } of readGatedMetrics(result, metrics)) {
      const values = measured[name] ?? [];
      values.push(value);
      measured[name] = values;
    }
  }
  return measured;
}
