import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { standingOf } from '../analysis/report/standing.js';
import { describeLoad } from '../capacity/planned-load.js';
import { refuseBeyondLimits } from '../capacity/refuse-beyond-limits.js';
import { chooseWorkerCount } from '../capacity/worker-count.js';
import type { Measurement } from '../metrics/measurement.js';
import type { OpenNetwork } from '../network/network.js';
import { redactSource } from '../scenario/redact-source.js';
import type { Plan, Trial } from '../scenario/scenario.js';
import { makeFolder } from '../storage/make-folder.js';
import { type RunResult, resultSchema, type TrialResult } from '../storage/result.js';
import { RunWriter, type TimelineWriter } from '../storage/write-run.js';
import type { Clock } from '../system/clock.js';
import { describeEnvironment } from '../system/environment.js';
import type { Recruit } from './crew.js';
import { measureFloor } from './measure-floor.js';
import { isCoLocated, requireTargetInputs } from './open-target.js';
import type { ProgressEvent } from './progress-event.js';
import { readLimitsFor } from './read-limits-for.js';
import { requirePacketFilter } from './require-packet-filter.js';
import { runTrial } from './run-trial.js';
import { storeTrial } from './store-trial.js';
import { describeError, isAbort } from './trial-errors.js';
import { planTrialLengthUs } from './trial-length.js';

export interface RunSettings {
  readonly plan: Plan;
  /** Folder that holds the runs' folders. */
  readonly resultsDirectory: string;
  /** Called when the plan can be carried out here and before anything is written; may still refuse it. */
  readonly beforeWriting?: () => Promise<void>;
  /** Measure the instrument's own floor before the first trial. */
  readonly floor: boolean;
  readonly clock: Clock;
  readonly recruit: Recruit;
  /** Makes the network of each trial. */
  readonly openNetwork: OpenNetwork;
  /** Aborted to end the run early, keeping what was measured. */
  readonly signal: AbortSignal;
  readonly emit: (event: ProgressEvent) => void;
  /** Runs into limits that would be refused otherwise. */
  readonly ignoreLimits?: boolean | undefined;
  /** Source addresses to spread clients over; undefined: as many as their ports ask for. */
  readonly sourceAddresses?: number | undefined;
}

export interface FinishedRun {
  readonly directory: string;
  readonly result: RunResult;
}

/**
 * Runs all trials of a plan one after the other and writes the result as it goes.
 * @throws SquallError before anything is started when the plan cannot be carried out here; any other error after the
 *   run was marked `failed`, with all finished trials kept
 */
export async function runPlan(settings: RunSettings): Promise<FinishedRun> {
  const { plan, resultsDirectory, signal, emit } = settings;
  const folder = dirname(resolve(plan.file));
  for (const { scenario } of plan.trials) requireTargetInputs(scenario.target, folder);
  requirePacketFilter(plan);
  const coLocated = plan.trials.some(({ scenario }) => isCoLocated(scenario));
  const environment = { ...describeEnvironment(), coLocated };
  const loads = plan.trials.map(({ scenario }) => describeLoad(scenario, settings.sourceAddresses));
  const limits = await readLimitsFor(loads);
  if (!settings.ignoreLimits) for (const load of loads) refuseBeyondLimits(load, limits);
  await settings.beforeWriting?.();
  const writer = await RunWriter.open(resultsDirectory, beginResult(plan, environment));
  const { directory } = writer;
  const lengths = plan.trials.map(({ scenario }) => planTrialLengthUs(scenario));
  const lengthFrom = (index: number): number => lengths.slice(index).reduce((sum, length) => sum + length, 0);
  emit({
    kind: 'run-started',
    name: plan.name,
    trials: plan.trials.length,
    estimatedUs: lengthFrom(0),
    directory,
  });
  const scratchDirectory = join(directory, '.scratch');
  let status: RunResult['run']['status'] = 'failed';
  try {
    await makeFolder(scratchDirectory);
    if (settings.floor) writer.result.floor = await takeFloor({ ...settings, scratchDirectory });
    for (const [index, trial] of plan.trials.entries()) {
      if (signal.aborted) break;
      const workers = chooseWorkerCount(describeLoad(trial.scenario), limits);
      await performTrial(trial, {
        ...settings,
        writer,
        workers,
        scratchDirectory,
        flawLog: join(directory, 'trials', trial.id, 'flaws.jsonl'),
        laterUs: lengthFrom(index + 1),
      });
    }
    status = signal.aborted ? 'interrupted' : 'complete';
  } finally {
    await rm(scratchDirectory, { recursive: true, force: true });
    await writer.end(status, new Date().toISOString());
    emit({ kind: 'run-ended', status, finishedTrials: writer.result.trials.length, directory });
  }
  return { directory, result: writer.result };
}

/** An interrupt that comes so early leaves a run without a floor. */
async function takeFloor(
  settings: RunSettings & { readonly scratchDirectory: string },
): Promise<RunResult['floor']> {
  try {
    return await measureFloor(settings);
  } catch (error) {
    if (!settings.signal.aborted) throw error;
    return null;
  }
}

interface TrialSettings extends RunSettings {
  readonly writer: RunWriter;
  readonly workers: number;
  readonly scratchDirectory: string;
  readonly flawLog: string;
  readonly laterUs: number;
}

async function performTrial(trial: Trial, settings: TrialSettings): Promise<void> {
  const { writer, emit, signal, plan } = settings;
  const { id, index, labels } = trial;
  emit({ kind: 'trial-started', index, total: plan.trials.length, id, labels });
  const timeline = await writer.openTimeline(`trials/${id}/timeline.csv`);
  try {
    const measurement = await measure(trial, settings, timeline);
    const result = await storeTrial(trial, measurement, writer);
    emit({ kind: 'trial-ended', id, standing: standingOf(result), summary: describeOutcome(result) });
  } catch (error) {
    if (!signal.aborted) throw error;
    // What an interrupt cuts short ends with an AbortError; anything else went wrong by itself on the way out.
    if (!isAbort(error)) emit({ kind: 'notice', level: 'error', message: `${id}: ${describeError(error)}` });
  } finally {
    await timeline.close();
  }
}

function measure(trial: Trial, settings: TrialSettings, timeline: TimelineWriter): Promise<Measurement> {
  const { plan, clock, recruit, openNetwork, workers, scratchDirectory, flawLog, signal, emit, laterUs } =
    settings;
  const onTimelineRows = timeline.append.bind(timeline);
  return runTrial(trial, {
    clock,
    recruit,
    openNetwork,
    workers,
    scratchDirectory,
    flawLog,
    folder: dirname(resolve(plan.file)),
    signal,
    emit,
    onTimelineRows,
    laterUs,
    sourceAddresses: settings.sourceAddresses,
  });
}

function beginResult(plan: Plan, environment: RunResult['environment']): RunResult {
  const startedAt = new Date().toISOString();
  const source = redactSource(plan.source);
  return {
    schema: resultSchema,
    run: {
      id: `${startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${plan.name}`,
      name: plan.name,
      description: plan.description,
      seed: plan.seed,
      startedAt,
      endedAt: null,
      status: 'running',
      plannedTrials: plan.trials.length,
    },
    scenario: {
      source,
      file: plan.file,
      hash: createHash('sha256').update(source).digest('hex'),
    },
    environment,
    floor: null,
    trials: [],
  };
}

function describeOutcome({ deliveryLatencyByPhaseUs, ledger, storm, validity }: TrialResult): string {
  const p50 = deliveryLatencyByPhaseUs.steady?.p50 ?? null;
  const parts = [
    p50 === null ? 'nothing delivered in a steady phase' : `p50 ${(p50 / 1000).toFixed(1)} ms`,
    `${ledger.lost} lost`,
    ...(storm.disconnected > 0 ? [`${storm.returned} of ${storm.disconnected} back`] : []),
    ...validity.reasons.map(({ message }) => message),
  ];
  return parts.join(', ');
}
