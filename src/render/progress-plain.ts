import type { ProgressEvent, ProgressTick } from '../workers/progress-event.js';
import { formatCount, formatUs, nothing } from './format.js';
import type { ProgressState } from './progress-state.js';

/** How often a line tells how it goes, where lines cannot be redrawn. */
export const plainIntervalUs = 5_000_000;

/**
 * The lines that an event is worth where nothing can be redrawn: a log file, a CI job.
 * @param state the state after the event
 * @param sinceTickUs time since a tick was last told
 */
export function tellPlainly(state: ProgressState, event: ProgressEvent, sinceTickUs: number): string[] {
  if (event.kind !== 'tick') return tellEvent(state, event);
  return sinceTickUs >= plainIntervalUs ? [`  ${tellTick(event)}`] : [];
}

/** Lines that stay on the screen also where the rest is redrawn. */
export function tellLasting(state: ProgressState, event: ProgressEvent): string[] {
  return event.kind === 'phase' || event.kind === 'trial-started' ? [] : tellEvent(state, event);
}

function tellEvent(state: ProgressState, event: ProgressEvent): string[] {
  switch (event.kind) {
    case 'run-started':
      return [
        `${event.name}: ${formatCount(event.trials)} ${event.trials === 1 ? 'trial' : 'trials'}, about ${formatLeft(event.estimatedUs)}, into ${event.directory}`,
      ];
    case 'trial-started':
      return [`trial ${event.index + 1}/${event.total} ${event.id}`];
    case 'phase':
      return [`  ${formatSeconds(event.atUs)} ${event.phase}`];
    case 'fault':
      return [`  ${formatSeconds(event.atUs)} fault: ${event.description}`];
    case 'notice':
      return [`  ${event.level}: ${event.message}`];
    case 'trial-ended':
      return [`trial ${event.id}: ${event.standing}; ${event.summary}`];
    case 'run-ended':
      return [`${state.name}: ${event.status}`, ...tellKept(event)];
    case 'tick':
      return [];
  }
}

/** A run that failed midway prints no result of its own, but what it finished before is worth a report. */
function tellKept({ status, finishedTrials, directory }: ProgressEvent & { kind: 'run-ended' }): string[] {
  if (status !== 'failed' || finishedTrials === 0) return [];
  const what = finishedTrials === 1 ? '1 finished trial is' : `${finishedTrials} finished trials are`;
  return [`${what} kept in ${directory}; render with: squall report ${directory}`];
}

/** The state of the trial in one line. */
export function tellTick(tick: ProgressTick): string {
  return [
    tick.phase,
    `${formatCount(tick.clientsConnected)}/${formatCount(tick.clients)} connected`,
    `${formatCount(tick.messagesPerSecond)} messages/s`,
    `${formatCount(tick.missing)} missing`,
    `worst ${tick.worstLatencyUs === null ? nothing : formatUs(tick.worstLatencyUs)}`,
    `${formatLeft(tick.runLeftUs)} left`,
  ].join(', ');
}

/** Time left in whole seconds: more would only flicker. */
export function formatLeft(us: number): string {
  const seconds = Math.max(0, Math.round(us / 1e6));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function formatSeconds(us: number): string {
  return `${(us / 1e6).toFixed(1).padStart(6)} s`;
}
