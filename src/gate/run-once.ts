import { openLoopback } from '../network/loopback.js';
import type { Plan } from '../scenario/scenario.js';
import { hostClock } from '../system/clock.js';
import { recruitProcess } from '../workers/crew.js';
import type { ProgressEvent } from '../workers/progress-event.js';
import { type FinishedRun, runPlan } from '../workers/run-plan.js';

export interface RunOnceSettings {
  readonly plan: Plan;
  /** Folder that holds the runs' folders. */
  readonly resultsDirectory: string;
  readonly signal: AbortSignal;
  readonly emit: (event: ProgressEvent) => void;
}

/**
 * One run as the gate wants it: loopback, and without the instrument's own floor, which is no part of the comparison. Every trial has
 * fresh processes for server, clients and publisher.
 */
export function runOnce({ plan, resultsDirectory, signal, emit }: RunOnceSettings): Promise<FinishedRun> {
  return runPlan({
    plan,
    resultsDirectory,
    floor: false,
    clock: hostClock,
    recruit: recruitProcess,
    openNetwork: openLoopback,
    signal,
    emit,
  });
}
