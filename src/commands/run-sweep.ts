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
import { asksForTransports } from './read-question.js';

export interface SweptRuns {
  /** The sweep, and what was run after it; stored like any other. */
  readonly runs: readonly LoadedRun[];
  readonly interrupted: boolean;
}

const mostRounds = 5;
const mostRepeats = 100;

/** Runs a sweep, repeats what came out invalid once, and closes in on the limits. */
export async function runSweep(args: AdviseArguments, limits: readonly Limit[]): Promise<SweptRuns> {
  const request = await readRequest(args, limits);
  const sweep = fitSweep(request);
  announce(sweep, args);
  return await withRunner(args, async (runner) => {
    await runner.performTwice(sweep.plan);
    for (let round = 0; round < args.refine && !runner.signal.aborted; round++) {
      const refinements = refineWindows(adviseOnStorm(runner.runs, limits));
      const plan = planRefinement({ ...request, windowsUs: sweep.windowsUs }, refinements);
      if (plan === undefined) break;
      await runner.performTwice(plan);
    }
  });
}

/** Runs the scenario on every transport, without varying how clients reconnect. */
export async function runTransports(args: AdviseArguments): Promise<SweptRuns> {
  const plan = planTransports(await readRequest(args, []));
  process.stderr.write(`squall: ${plan.trials.length} trials, about ${formatLeft(estimate(plan))}\n`);
  return await withRunner(args, (runner) => runner.performTwice(plan));
}

/** Performs one plan after the other and keeps what they measured. */
interface Runner {
  readonly runs: readonly LoadedRun[];
  readonly signal: AbortSignal;
  /** Once, and those trials once more that cannot be believed. */
  performTwice(plan: Plan): Promise<void>;
}

async function withRunner(
  args: AdviseArguments,
  perform: (runner: Runner) => Promise<void>,
): Promise<SweptRuns> {
  const { signal, release } = catchInterrupts();
  const progress = startProgress();
  const runs: LoadedRun[] = [];
  const performOnce = async (plan: Plan): Promise<LoadedRun | undefined> => {
    const run = await performPlan(plan, args, runs.length === 0, signal, progress);
    if (run !== undefined) runs.push(run);
    return run;
  };
  try {
    await perform({
      runs,
      signal,
      async performTwice(plan) {
        const again = chooseInvalid(plan, await performOnce(plan));
        if (again !== undefined && !signal.aborted) await performOnce(again);
      },
    });
  } finally {
    progress.stop();
    release();
  }
  for (const run of runs)
    await writeReports(run, resolve(args.reports, run.result.run.id), reportFormats, '--reports');
  return { runs, interrupted: signal.aborted };
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
    withinUs: parseDurationUs(args.within),
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
  const more = refine === 0 ? '' : ', and a few more between the windows that bracket the limits';
  process.stderr.write(
    `squall: ${plan.trials.length} trials over windows of ${windowsUs.map(formatDuration).join(', ')}, about ${formatLeft(estimateUs)}${more}${dropped}\n`,
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
