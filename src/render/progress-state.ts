import type { PhaseName } from '../storage/result.js';
import type { ProgressEvent, ProgressTick } from '../workers/progress-event.js';

/** What is known of a run under way, gathered from its events. */
export interface ProgressState {
  readonly name: string;
  readonly trials: number;
  /** The trial under way; undefined between trials. */
  readonly trial: { readonly index: number; readonly id: string; readonly name: string } | undefined;
  readonly phase: PhaseName | undefined;
  readonly tick: ProgressTick | undefined;
  /** Largest time left that any tick of this run named: what the bar fills up against. */
  readonly runLengthUs: number;
  readonly runLeftUs: number;
}

export const noProgress: ProgressState = {
  name: '',
  trials: 0,
  trial: undefined,
  phase: undefined,
  tick: undefined,
  runLengthUs: 0,
  runLeftUs: 0,
};

/** The state after an event. Pure, so that what is shown can be tested without a run. */
export function followProgress(state: ProgressState, event: ProgressEvent): ProgressState {
  switch (event.kind) {
    case 'run-started':
      return {
        ...noProgress,
        name: event.name,
        trials: event.trials,
        runLengthUs: event.estimatedUs,
        runLeftUs: event.estimatedUs,
      };
    case 'trial-started':
      return {
        ...state,
        trials: event.total,
        trial: { index: event.index, id: event.id, name: Object.values(event.labels).join(', ') },
        phase: undefined,
        tick: undefined,
      };
    case 'phase':
      return { ...state, phase: event.phase };
    case 'tick':
      return {
        ...state,
        phase: event.phase,
        tick: event,
        runLeftUs: event.runLeftUs,
        runLengthUs: Math.max(state.runLengthUs, event.runLeftUs),
      };
    case 'trial-ended':
      return { ...state, trial: undefined, phase: undefined, tick: undefined };
    case 'run-ended':
      return { ...state, trial: undefined, phase: undefined, tick: undefined, runLeftUs: 0 };
    case 'fault':
    case 'notice':
      return state;
  }
}
