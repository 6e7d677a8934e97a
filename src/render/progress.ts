import { createLogUpdate } from 'log-update';
import { type Clock, hostClock } from '../system/clock.js';
import type { ProgressEvent } from '../workers/progress-event.js';
import { tellLasting, tellPlainly } from './progress-plain.js';
import { followProgress, noProgress, type ProgressState } from './progress-state.js';
import { drawLive } from './progress-tty.js';
import { wantsColours } from './wants-colours.js';

/** Shows a run's events as they come. Both functions may be passed on by themselves. */
export interface Progress {
  emit(event: ProgressEvent): void;
  /** Takes the redrawn lines away; more calls do nothing. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  readonly clock?: Clock;
}

/** Least time between two redraws. */
const redrawUs = 200_000;

/** Progress goes to standard error, so that standard output stays free for results. */
export function startProgress({
  stream = process.stderr,
  clock = hostClock,
}: ProgressOptions = {}): Progress {
  return stream.isTTY ? startLive(stream, clock) : startPlain(stream, clock);
}

function startPlain(stream: NodeJS.WriteStream, clock: Clock): Progress {
  let state: ProgressState = noProgress;
  let toldAtUs = clock.nowUs();
  return {
    emit(event) {
      state = followProgress(state, event);
      const nowUs = clock.nowUs();
      const lines = tellPlainly(state, event, nowUs - toldAtUs);
      if (lines.length === 0) return;
      if (event.kind === 'tick' || event.kind === 'trial-started') toldAtUs = nowUs;
      stream.write(`${lines.join('\n')}\n`);
    },
    stop() {},
  };
}

function startLive(stream: NodeJS.WriteStream, clock: Clock): Progress {
  const colour = wantsColours(stream);
  const screen = createLogUpdate(stream);
  let state: ProgressState = noProgress;
  let drawnAtUs = Number.NEGATIVE_INFINITY;
  let stopped = false;
  return {
    emit(event) {
      if (stopped) return;
      state = followProgress(state, event);
      const lasting = tellLasting(state, event);
      if (lasting.length > 0) screen.persist(lasting.join('\n'));
      const nowUs = clock.nowUs();
      if (event.kind === 'tick' && nowUs - drawnAtUs < redrawUs) return;
      drawnAtUs = nowUs;
      screen(drawLive(state, stream.columns ?? 80, colour).join('\n'));
    },
    stop() {
      if (stopped) return;
      stopped = true;
      screen.clear();
      screen.done();
    },
  };
}
