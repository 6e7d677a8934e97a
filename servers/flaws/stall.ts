import type { Clock } from '../../src/system/clock.js';
import type { Flaw } from './flaw.js';
import type { FlawLog } from './flaw-log.js';

export interface StallSettings {
  readonly forUs: number;
  readonly everyUs: number;
}

const sleepCell = new Int32Array(new SharedArrayBuffer(4));

/** The process stands still `forUs` once in `everyUs`, the first time one period after the start; nothing of it runs meanwhile. */
export function stallProcess({ forUs, everyUs }: StallSettings, clock: Clock, log: FlawLog): Flaw {
  let timer: NodeJS.Timeout | undefined;
  let dueUs = 0;
  const standStill = (): void => {
    const beginUs = clock.nowUs();
    if (beginUs < dueUs) {
      // Node.js counts in whole milliseconds and may ring one early.
      timer = setTimeout(standStill, 1);
      return;
    }
    Atomics.wait(sleepCell, 0, 0, forUs / 1000);
    const endUs = clock.nowUs();
    log.write({ event: 'stall', beginUs, endUs });
    planNext();
  };
  const planNext = (): void => {
    dueUs += everyUs;
    // Node.js cuts the fraction off, and would stand still too early.
    timer = setTimeout(standStill, Math.max(0, Math.ceil((dueUs - clock.nowUs()) / 1000)));
  };
  return {
    start() {
      dueUs = clock.nowUs();
      planNext();
    },
    stop: () => clearTimeout(timer),
  };
}
