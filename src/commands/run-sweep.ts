import { resolve } from 'node:path';
import type { Limit } from '../analysis/advice/limit.js';
import { refineWindows } from '../analysis/advice/refine-windows.js';
import { adviseOnStorm } from '../analysis/advice/storm-advice.js';
import { standingOf } from '../analysis/report/standing.js';
import { SquallError } from '../errors.js';
import { chooseNetwork } from '../network/choose-network.js';
import { type Progress, startProgress } from '../render/progress.js';
import { formatLeft } from '../render/progress-plain.js';
import { prepareReports, reportFormats, writeReports } from '../render/write-reports.js';
import { readScenarioFile } from '../scenario/load-plan.js';
import type { Plan } from '../scenario/scenario.js';
import { largestSeed } from '../scenario/schema.js';
import { triedPolicies } from '../scenario/sweep-settings.js';
import { formatDuration, parseDurationUs } from '../scenario/units.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { loadRun } from '../storage/read-run.js';
import { hostClock } from '../system/clock.js';
import { requireLinux } from '../system/require-linux.js';
import { transportNames } from '../wire/transport-names.js';
import { recruitProcess } from '../workers/crew.js';
import { runPlan } from '../workers/run-plan.js';
import type { AdviseArguments } from './advise-options.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';
import { chooseAmong } from './choose-among.js';
import {
  estimate,
  fitSweep,
  planRefinement,
  planTransports,
  type Sweep,
  type SweepRequest,
} from './fit-sweep.js';
import { readQuantity } from './read-quantity.js';
import { asksForTransports } from './read-question.js';
import { TimeBudget } from './time-budget.js';

export interface SweptRuns {
  /** The sweep, and what was run after it; stored like any other. */
  readonly runs: readonly LoadedRun[];
  readonly interrupted: boolean;
}

const mostRounds = 5;
const mostRepeats = 100;
/** What measuring the instrument's own floor takes, about. */
const floorUs = 5_000_000;

/** Runs a sweep, does over once what came out invalid, and closes in on the limits; all of it within the time allowed. */
export async function runSweep(args: AdviseArguments, limits: readonly Limit[]): Promise<SweptRuns> {
  const request = await readRequest(args, limits);
  const sweep = fitSweep(request);
  announce(sweep, args);
  return await withRunner(args, request, async (runner) => {
    await runner.performTwice(sweep.plan);
    for (let round = 1; round <= args.refine && !runner.signal.aborted; round++) {
      const refinements = refineWindows(adviseOnStorm(runner.runs, limits));
      const plan = planRefinement({ ...request, windowsUs: sweep.windowsUs }, refinements);
      if (plan === undefined) break;
      const windows = refinements.map(({ policy, windowUs }) => `${policy} ${formatDuration(windowUs)}`);
      await runner.performTwice(plan, `between the windows that bracket the limits: ${windows.join(', ')}`);
    }
  });
}

/** Runs the scenario on every transport, without varying how clients reconnect. */
export async function runTransports(args: AdviseArguments): Promise<SweptRuns> {
  const request = await readRequest(args, []);
  const plan = planTransports(request);
  process.stderr.write(
    `squall: ${plan.trials.length} trials, about ${formatLeft(estimate(plan))}; with trials done over at most ${args.within}\n`,
  );
  return await withRunner(args, request, (runner) => runner.performTwice(plan));
}

/** Performs one plan after the other and keeps what they measured. */
interface Runner {
  readonly runs: readonly LoadedRun[];
  /** Aborted by the user or when the time is over. */
  readonly signal: AbortSignal;
  /**
   * Once, and those trials once more that cannot be believed; as far as the time goes.
   * @param why these trials beside those announced at first
   */
  performTwice(plan: Plan, why?: string): Promise<void>;
}

async function withRunner(
  args: AdviseArguments,
  { withinUs }: SweepRequest,
  perform: (runner: Runner) => Promise<void>,
): Promise<SweptRuns> {
  const interrupts = catchInterrupts();
  const budget = new TimeBudget(withinUs, () => hostClock.nowUs());
  const timer = budget.startTimer();
  const signal = AbortSignal.any([interrupts.signal, timer.signal]);
  const progress = startProgress();
  const runs: LoadedRun[] = [];
  const performOnce = async (plan: Plan, why: string | undefined): Promise<LoadedRun | undefined> => {
    const fitting = budget.fit(plan);
    tellStep(plan, fitting, why, budget, args);
    if (fitting === undefined) return undefined;
    const run = await performPlan(fitting, args, runs.length === 0, signal, progress);
    if (run !== undefined) runs.push(run);
    return run;
  };
  try {
    await perform({
      runs,
      signal,
      async performTwice(plan, why) {
        const again = chooseInvalid(plan, await performOnce(plan, why));
        if (again !== undefined && !signal.aborted) await performOnce(again, 'done over, since invalid');
      },
    });
  } finally {
    timer.stop();
    progress.stop();
    interrupts.release();
  }
  if (timer.signal.aborted)
    process.stderr.write(`squall: --within ${args.within} is over; the advice is drawn from what there is\n`);
  for (const run of runs)
    await writeReports(run, resolve(args.reports, run.result.run.id), reportFormats, '--reports');
  return { runs, interrupted: interrupts.signal.aborted };
}

/** Says what comes beside what was announced, what that takes, and what there is no time for. */
function tellStep(
  plan: Plan,
  fitting: Plan | undefined,
  why: string | undefined,
  budget: TimeBudget,
  { within }: AdviseArguments,
): void {
  const [wanted, possible] = [plan.trials.length, fitting?.trials.length ?? 0];
  const cut = wanted > possible ? `; no time within ${within} for ${wanted - possible} of them` : '';
  if (why === undefined && cut === '') return;
  const takes = fitting === undefined ? '' : `, about ${formatLeft(estimate(fitting))}`;
  process.stderr.write(
    `squall: ${wanted} ${wanted === 1 ? 'trial' : 'trials'}${why === undefined ? '' : ` ${why}`}${takes}${cut}; ${formatLeft(budget.leftUs)} of ${within} left\n`,
  );
}

async function readRequest(args: AdviseArguments, limits: readonly Limit[]): Promise<SweepRequest> {
  requireLinux();
  checkCount('repeat', args.repeat, 1, mostRepeats);
  checkCount('refine', args.refine, 0, mostRounds);
  checkCount('seed', args.seed, 0, largestSeed);
  const [file = ''] = args.subject;
  const { path, source } = await readScenarioFile(file);
  return {
    source,
    file: path,
    policies: chooseAmong('policies', args.policies, triedPolicies),
    windowsUs: readDurations('windows', args.windows),
    capsUs: readDurations('caps', args.caps),
    backWithinUs: findBackLimitUs(limits),
    repeat: args.repeat,
    seed: args.seed,
    withinUs: readQuantity('within', args.within, parseDurationUs),
    floorUs: args.floor ? floorUs : 0,
    transports: asksForTransports(args) ? transportNames : undefined,
  };
}

function findBackLimitUs(limits: readonly Limit[]): number | undefined {
  const values = limits
    .filter(({ threshold }) => threshold.metric.startsWith('storm.back.'))
    .map(({ threshold }) => threshold.value);
  return values.length === 0 ? undefined : Math.max(...values);
}

function readDurations(option: string, text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const values = text.split(',').map((word) => parseDurationUs(word));
  if (values.every((us) => us >= 1000)) return [...new Set(values)].sort((a, b) => a - b);
  throw new SquallError(
    'SQUALL_USAGE',
    `--${option} has a value below 1ms`,
    'name durations such as 500ms,1s,2s',
  );
}

/** What it is going to cost is said before it begins. */
function announce(
  { plan, estimateUs, windowsUs, droppedUs }: Sweep,
  { within, refine }: AdviseArguments,
): void {
  const dropped =
    droppedUs.length === 0
      ? ''
      : `; left out to stay within ${within}: ${droppedUs.map(formatDuration).join(', ')}`;
  const more =
    refine === 0
      ? 'trials done over'
      : 'trials done over, and windows between those that bracket the limits,';
  process.stderr.write(
    `squall: ${plan.trials.length} trials over windows of ${windowsUs.map(formatDuration).join(', ')}, about ${formatLeft(estimateUs)}; with ${more} at most ${within}${dropped}\n`,
  );
}

/** @returns undefined when it was interrupted before anything was measured */
async function performPlan(
  plan: Plan,
  args: AdviseArguments,
  isFirst: boolean,
  signal: AbortSignal,
  progress: Progress,
): Promise<LoadedRun | undefined> {
  const { directory, result } = await runPlan({
    plan,
    resultsDirectory: resolve(args.results),
    beforeWriting: () => prepareReports(resolve(args.reports), '--reports'),
    floor: args.floor && isFirst,
    clock: hostClock,
    recruit: recruitProcess,
    openNetwork: chooseNetwork(undefined).open,
    signal,
    emit: progress.emit,
  });
  return result.trials.length === 0 ? undefined : await loadRun(directory);
}

/** The same trials once more, of those that cannot be believed. */
function chooseInvalid(plan: Plan, run: LoadedRun | undefined): Plan | undefined {
  const invalid = (run?.trials ?? []).filter(({ result }) => standingOf(result) === 'invalid');
  const ids = new Set(invalid.map(({ result }) => result.id));
  const trials = plan.trials.filter(({ id }) => ids.has(id)).map((trial, index) => ({ ...trial, index }));
  return trials.length === 0 ? undefined : { ...plan, trials };
}
