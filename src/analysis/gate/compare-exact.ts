import { SquallError } from '../../errors.js';
import type { Plan } from '../../scenario/scenario.js';
import { hashScenario } from '../../scenario/scenario-hash.js';
import type { Baseline, BaselineTrial } from '../../storage/baseline.js';
import type { RunResult } from '../../storage/result.js';
import { keyOfTrial, matchTrials, type PlayedTrial } from './baseline-trials.js';
import { listBlockingReasons } from './blocking-reasons.js';
import { type ExactFigure, type ExactName, exactNames, isWorse, listExactFigures } from './exact-figures.js';
import type { EqualFigure, ExactDifference, ExactEvidence } from './gate-result.js';
import { listUngated } from './list-ungated.js';

/**
 * Refuses to compare different things.
 * @param labels of the trials that are wanted; a baseline may have more
 * @throws SquallError SQUALL_BASELINE_SCENARIO, SQUALL_BASELINE_SEED or SQUALL_BASELINE_TRIALS, each saying which and why
 */
export function requireSameScenario(plan: Plan, baseline: Baseline, file: string): void {
  const hash = hashScenario(plan);
  const saveAgain = 'save the baseline again with `squall baseline save` if the change is meant';
  if (plan.name !== baseline.name) {
    const problem = `the baseline is of the scenario ${baseline.name}, not of ${plan.name}`;
    throw new SquallError('SQUALL_BASELINE_SCENARIO', problem, saveAgain, { file });
  }
  if (hash !== baseline.scenario.hash) {
    const problem = `the scenario ${plan.name} is another than when its baseline was saved: what ${plan.file} asks of the server has the hash ${shorten(hash)}, the baseline was made from ${shorten(baseline.scenario.hash)} (Squall ${baseline.versions.squall})`;
    throw new SquallError('SQUALL_BASELINE_SCENARIO', problem, saveAgain, { file });
  }
}

/** A misspelt figure would be held against nothing, and count as equal. */
function requireKnownFigures({ trials }: Baseline, file: string): void {
  const known: ReadonlySet<string> = new Set(exactNames);
  for (const trial of trials) {
    const unknown = Object.keys(trial.exact).find((name) => !known.has(name));
    if (unknown === undefined) continue;
    const problem = `the baseline has a figure ${unknown}, which this Squall does not know`;
    const remedy = 'save it again with `squall baseline save`, or update Squall';
    throw new SquallError('SQUALL_BASELINE_DAMAGED', problem, remedy, { file, key: keyOfTrial(trial) });
  }
}

/**
 * Refuses before anything is run what could not be compared afterwards.
 * @throws SquallError SQUALL_BASELINE_SEED or SQUALL_BASELINE_TRIALS
 */
export function requireSameTrials({ trials }: Plan, baseline: Baseline, file: string): void {
  const saved = new Map(baseline.trials.map((trial) => [keyOfTrial(trial), trial]));
  for (const trial of trials) {
    const key = keyOfTrial(trial);
    requireSameTrial({ key, result: trial.scenario }, saved.get(key), file);
  }
}

/** @throws SquallError SQUALL_BASELINE_SEED or SQUALL_BASELINE_TRIALS */
function requireSameTrial(
  { result, key }: { readonly key: string; readonly result: { readonly seed: number } },
  before: BaselineTrial | undefined,
  file: string,
): BaselineTrial {
  if (before === undefined) {
    const problem = `the baseline has no trial ${key}`;
    throw new SquallError('SQUALL_BASELINE_TRIALS', problem, 'save the baseline again from a whole run', {
      file,
    });
  }
  if (before.seed === result.seed) return before;
  const problem = `${key} has the seed ${result.seed}, its baseline ${before.seed}`;
  throw new SquallError('SQUALL_BASELINE_SEED', problem, 'run it with the seed of the baseline', { file });
}

/**
 * Holds a run's exact figures against the baseline's, with no tolerance.
 * @param isWanted which trials of the baseline the run must have; undefined: all
 * @throws SquallError as `requireSameScenario`; SQUALL_BASELINE_DAMAGED for figures that nobody knows; SQUALL_BASELINE_TRIALS when a
 *   wanted trial did not run
 */
export function compareExact(
  plan: Plan,
  baseline: Baseline,
  file: string,
  run: RunResult,
  isWanted: (trial: Pick<BaselineTrial, 'labels'>) => boolean = () => true,
): ExactEvidence {
  requireSameScenario(plan, baseline, file);
  requireKnownFigures(baseline, file);
  const trials = matchTrials(plan, run);
  const saved = new Map(baseline.trials.map((trial) => [keyOfTrial(trial), trial]));
  const absent = [...saved].find(([key, trial]) => isWanted(trial) && !trials.some((own) => own.key === key));
  if (absent !== undefined || trials.length === 0) {
    const problem = `the run has no finished trial ${absent?.[0] ?? 'at all'}`;
    throw new SquallError(
      'SQUALL_BASELINE_TRIALS',
      problem,
      'run the whole scenario, or name its trials with --only',
      {
        file,
      },
    );
  }
  const pairs = trials.map((trial) => ({
    trial,
    before: requireSameTrial(trial, saved.get(trial.key), file),
  }));
  const invalid = trials.flatMap(({ key, result }) =>
    listBlockingReasons(result).map(({ code, message, remedy }) => ({ trial: key, code, message, remedy })),
  );
  const differences = pairs.flatMap(({ trial, before }) => listDifferences(trial, before));
  return {
    verdict: invalid.length > 0 ? 'invalid' : differences.length > 0 ? 'regression' : 'pass',
    baseline: { file, savedAt: baseline.savedAt, squall: baseline.versions.squall, runs: baseline.runs },
    compared: pairs.reduce((sum, { before }) => sum + Object.keys(before.exact).length, 0),
    trials: pairs.length,
    differences,
    equal: pairs.flatMap(({ trial, before }) => listEqual(trial.key, before, differences)),
    unstable: pairs.flatMap(({ trial, before }) =>
      before.unstable.map((figure) => ({ trial: trial.key, figure })),
    ),
    ungated: trials.flatMap(({ key, planned }) =>
      listUngated(planned).map(({ figures, reason }) => ({ trial: key, figures: [...figures], reason })),
    ),
    invalid,
  };
}

/** Several runs against one baseline: a difference in any of them is one, told once. */
export function mergeExact(runs: readonly ExactEvidence[]): ExactEvidence {
  const [first] = runs;
  if (first === undefined) throw new RangeError('exact evidence needs a run');
  const verdict = (['invalid', 'regression', 'pass'] as const).find((wanted) =>
    runs.some((run) => run.verdict === wanted),
  );
  const differences = dropTwins(runs.flatMap((run) => run.differences));
  return {
    ...first,
    verdict: verdict ?? 'invalid',
    trials: runs.reduce((sum, { trials }) => sum + trials, 0),
    compared: runs.reduce((sum, { compared }) => sum + compared, 0),
    differences,
    equal: dropTwins(runs.flatMap(({ equal }) => equal)).filter((figure) => !isAmong(differences, figure)),
    invalid: dropTwins(runs.flatMap(({ invalid }) => invalid)),
  };
}

function dropTwins<Entry>(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** A figure that only one side has is a difference, too: what is not measured any more must not pass. */
function listDifferences({ key, planned, result }: PlayedTrial, before: BaselineTrial): ExactDifference[] {
  const figures = new Map(
    listExactFigures(planned, result).map(({ name, value }: ExactFigure) => [name, value]),
  );
  const skipped = new Set(before.unstable);
  return exactNames.flatMap((figure): ExactDifference[] => {
    const was = before.exact[figure] ?? null;
    const is = skipped.has(figure) ? null : (figures.get(figure) ?? null);
    if (was === is) return [];
    return [{ trial: key, figure, baseline: was, candidate: is, change: nameChange(figure, was, is) }];
  });
}

/** What the baseline has and no difference names. */
function listEqual(
  trial: string,
  before: BaselineTrial,
  differences: readonly ExactDifference[],
): EqualFigure[] {
  return Object.entries(before.exact)
    .map(([figure, value]) => ({ trial, figure, value }))
    .filter((figure) => !isAmong(differences, figure));
}

function isAmong(differences: readonly ExactDifference[], { trial, figure }: EqualFigure): boolean {
  return differences.some((own) => own.trial === trial && own.figure === figure);
}

function nameChange(figure: ExactName, was: number | null, is: number | null): ExactDifference['change'] {
  if (was === null || is === null) return 'changed';
  const worse = isWorse(figure, was, is);
  return worse === undefined ? 'changed' : worse ? 'worse' : 'better';
}

function shorten(hash: string): string {
  return hash.slice(0, 12);
}
