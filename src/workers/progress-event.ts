import type { Standing } from '../analysis/report/standing.js';
import type { PhaseName } from '../storage/result.js';

/** What a run tells while it goes on. Whoever measures emits these; only `render` turns them into text. */
export type ProgressEvent =
  | {
      readonly kind: 'run-started';
      readonly name: string;
      readonly trials: number;
      /** Planned length of all trials together. */
      readonly estimatedUs: number;
      /** Where the result is being written. */
      readonly directory: string;
    }
  | {
      readonly kind: 'trial-started';
      /** From 0. */
      readonly index: number;
      readonly total: number;
      readonly id: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'phase';
      /** Id of the trial. */
      readonly trial: string;
      readonly phase: PhaseName;
      /** From the trial's common start. */
      readonly atUs: number;
    }
  | ProgressTick
  | { readonly kind: 'fault'; readonly description: string; readonly atUs: number }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly message: string }
  | {
      readonly kind: 'trial-ended';
      readonly id: string;
      readonly standing: Standing;
      /** The trial's outcome in one line. */
      readonly summary: string;
    }
  | {
      readonly kind: 'run-ended';
      readonly status: 'complete' | 'interrupted' | 'failed';
      /** Trials that are stored, an interrupted one included. */
      readonly finishedTrials: number;
      readonly directory: string;
    };

/** The state of the running trial, several times a second. */
export interface ProgressTick {
  readonly kind: 'tick';
  readonly phase: PhaseName;
  readonly clientsConnected: number;
  readonly clients: number;
  readonly messagesPerSecond: number;
  /** Deliveries due so far that no client has reported; an estimate until the drain is over. */
  readonly missing: number;
  /** Worst delivery latency since the last tick; null when nothing was delivered. */
  readonly worstLatencyUs: number | null;
  readonly trialLeftUs: number;
  readonly runLeftUs: number;
}
