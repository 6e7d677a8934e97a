import { join, relative } from 'node:path';
import { matchTrials } from '../analysis/gate/baseline-trials.js';
import { listBlockingReasons } from '../analysis/gate/blocking-reasons.js';
import { listExactFigures } from '../analysis/gate/exact-figures.js';
import { listBeyond, readGatedMetrics } from '../analysis/gate/gated-metrics.js';
import { standingOf } from '../analysis/report/standing.js';
import type { Plan } from '../scenario/scenario.js';
import type { RunResult } from '../storage/result.js';
import type { GateState, PairRun } from './gate-state.js';
import { orderPair, type PlannedRun, type Side } from './pair-order.js';

/** A pair with an invalid run is run again, both sides of it, at most this often; then it is counted as invalid. */
export const mostRepeats = 2;

/** Over a whole gate no more pairs are run again than this share of those planned: a machine that cannot measure is told so soon. */
export const mostRepeatsShare = 1 / 3;

export type PairEvent =
  | {
      readonly kind: 'run-started';
      readonly run: PlannedRun;
      readonly attempt: number;
      readonly leftMs: number;
    }
  | { readonly kind: 'run-ended'; readonly run: PairRun }
  | { readonly kind: 'pair-repeated'; readonly pair: number; readonly why: string };

export interface PairSettings {
  readonly state: GateState;
  /** Folder of the gate; runs go below it. */
  readonly folder: string;
  readonly plans: Readonly<Record<Side, Plan>>;
  /** What a run takes as planned. */
  readonly plannedRunMs: number;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Makes one run in fresh processes. */
  readonly play: (side: Side, resultsDirectory: string) => Promise<{ directory: string; result: RunResult }>;
  readonly save: (state: GateState) => Promise<void>;
  readonly emit: (event: PairEvent) => void;
  /** Whether the answer is clear after so many whole pairs; undefined: all are run. */
  readonly isClear?: ((state: GateState, pairs: number) => boolean) | undefined;
}

/**
 * Runs what is missing of a gate's pairs and saves its state after every run.
 * @returns the state, with all runs unless the signal was aborted
 */
export async function runPairs(settings: PairSettings): Promise<GateState> {
  let { state } = settings;
  for (let pair = 1; pair <= state.settings.pairs; pair++) {
    state = await runPair(settings, state, pair);
    if (settings.signal.aborted || settings.isClear?.(keepPairs(state, pair), pair) === true) break;
  }
  return state;
}

/** What a gate knew after so many pairs; one that is taken up again has more of them loaded, and must not look at those yet. */
function keepPairs(state: GateState, pairs: number): GateState {
  return { ...state, runs: state.runs.filter(({ pair }) => pair <= pairs) };
}

/** One pair until both of its runs are valid or it is given up. */
async function runPair(settings: PairSettings, before: GateState, pair: number): Promise<GateState> {
  let state = before;
  for (let attempt = firstAttempt(state, pair); ; attempt++) {
    state = await runAttempt(settings, state, pair, attempt);
    const [why] = runsOf(state, pair)
      .filter((run) => run.attempt === attempt)
      .flatMap(({ invalid }) => invalid);
    if (settings.signal.aborted || why === undefined || !mayRepeat(state, pair)) return state;
    settings.emit({ kind: 'pair-repeated', pair, why });
  }
}

/** Those of the two runs that are not there yet. */
async function runAttempt(
  settings: PairSettings,
  before: GateState,
  pair: number,
  attempt: number,
): Promise<GateState> {
  let state = before;
  for (const planned of orderPair(pair)) {
    if (hasRun(state, planned, attempt)) continue;
    const run = settings.signal.aborted ? undefined : await playOne(settings, state, planned, attempt);
    if (run === undefined) return state;
    state = { ...state, runs: [...state.runs, run] };
    await settings.save(state);
  }
  return state;
}

/** The last there is, or, where an interruption left half of that, the next: halves of two times are no pair. */
function firstAttempt(state: GateState, pair: number): number {
  const runs = runsOf(state, pair);
  const last = Math.max(1, ...runs.map(({ attempt }) => attempt));
  return runs.filter(({ attempt }) => attempt === last).length === 1 ? last + 1 : last;
}

function mayRepeat(state: GateState, pair: number): boolean {
  return (
    countRepeats(runsOf(state, pair)) < mostRepeats &&
    countRepeats(state.runs) < state.settings.pairs * mostRepeatsShare
  );
}

/** @returns undefined when it was interrupted: half a run is no run */
async function playOne(
  settings: PairSettings,
  state: GateState,
  planned: PlannedRun,
  attempt: number,
): Promise<PairRun | undefined> {
  const { folder, plans, signal, nowMs, emit, play } = settings;
  emit({ kind: 'run-started', run: planned, attempt, leftMs: estimateLeftMs(settings, state) });
  const beganMs = nowMs();
  const { directory, result } = await play(planned.side, join(folder, 'runs'));
  if (signal.aborted) return undefined;
  const run: PairRun = {
    ...planned,
    attempt,
    directory: relative(folder, directory),
    invalid: listInvalidity(result),
    doubtful: result.trials.flatMap((trial) =>
      listBlockingReasons(trial).map(({ message }) => `${trial.id}: ${message}`),
    ),
    tookMs: Math.max(0, Math.round(nowMs() - beganMs)),
    trials: readTrials(plans[planned.side], result, state.settings.metrics),
  };
  emit({ kind: 'run-ended', run });
  return run;
}

function readTrials(plan: Plan, result: RunResult, metrics: readonly string[]): PairRun['trials'] {
  return matchTrials(plan, result).map(({ planned, result: trial }) => ({
    labels: { ...trial.labels },
    repeat: trial.repeat,
    measured: Object.fromEntries(readGatedMetrics(trial, metrics).map(({ name, value }) => [name, value])),
    exact: Object.fromEntries(listExactFigures(planned, trial).map(({ name, value }) => [name, value])),
    beyond: listBeyond(trial, metrics),
    thresholds: trial.thresholds.map(({ expression, holds, actual }) => ({ expression, holds, actual })),
  }));
}

function listInvalidity({ run, trials }: RunResult): string[] {
  const reasons = trials
    .filter((trial) => standingOf(trial) !== 'valid')
    .flatMap(({ id, validity }) => validity.reasons.map(({ message }) => `${id}: ${message}`));
  const missing = run.plannedTrials - trials.length;
  return missing > 0 ? [...reasons, `${missing} trials did not come to their end`] : reasons;
}

function runsOf({ runs }: GateState, pair: number): PairRun[] {
  return runs.filter((run) => run.pair === pair);
}

function hasRun({ runs }: GateState, { pair, side }: PlannedRun, attempt: number): boolean {
  return runs.some((run) => run.pair === pair && run.side === side && run.attempt === attempt);
}

/** Whole attempts of pairs after their first; half of one was interrupted, which says nothing of the machine. */
function countRepeats(runs: GateState['runs']): number {
  const halves = runs.map(({ pair, attempt }) => `${pair} ${attempt}`);
  const whole = halves.filter((half, at) => halves.indexOf(half) < at);
  return whole.length - new Set(whole.map((attempt) => attempt.split(' ')[0])).size;
}

/** By what runs took so far, or else as planned. */
export function estimateLeftMs(
  { plannedRunMs }: Pick<PairSettings, 'plannedRunMs'>,
  { settings, runs }: Pick<GateState, 'settings' | 'runs'>,
): number {
  const took = runs.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const eachMs = runs.length === 0 ? plannedRunMs : took / runs.length;
  const done = new Set(runs.map(({ pair, side }) => `${pair} ${side}`)).size;
  return Math.max(0, 2 * settings.pairs - done) * eachMs;
}
