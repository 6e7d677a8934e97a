import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../system/clock.js';

/** Waits for instants of the host clock (integer µs). Every wait ends with an AbortError when the run is interrupted. */
export class HostAlarm {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  sleepUntil(hostUs: number): Promise<void> {
    return this.#sleep(hostUs, true);
  }

  /** An instant to race against; when something else wins it neither keeps the process alive nor fails unheard. */
  deadline(hostUs: number): Promise<void> {
    const deadline = this.#sleep(hostUs, false);
    deadline.catch(() => undefined);
    return deadline;
  }

  #sleep(hostUs: number, ref: boolean): Promise<void> {
    const delayMs = Math.max(0, (hostUs - this.#clock.nowUs()) / 1000);
    return sleep(delayMs, undefined, { signal: this.#signal, ref });
  }
}
