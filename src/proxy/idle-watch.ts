import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';

/** Tells when nothing was heard for a time. A touch costs no timer: the alarm looks when it rings. */
export class IdleWatch implements DueTask {
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #timeoutUs: number;
  readonly #onIdle: () => void;
  #touchedUs: number;
  #waiting: DueHandle | undefined;

  constructor(
    { clock, due }: { readonly clock: Clock; readonly due: DueQueue },
    timeoutUs: number,
    onIdle: () => void,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#timeoutUs = timeoutUs;
    this.#onIdle = onIdle;
    this.#touchedUs = clock.nowUs();
    this.#waiting = due.at(this.#touchedUs + timeoutUs, this);
  }

  touch(): void {
    this.#touchedUs = this.#clock.nowUs();
  }

  stop(): void {
    if (this.#waiting !== undefined) this.#due.cancel(this.#waiting);
    this.#waiting = undefined;
  }

  onDue(): void {
    const idleAtUs = this.#touchedUs + this.#timeoutUs;
    const isIdle = this.#clock.nowUs() >= idleAtUs;
    this.#waiting = isIdle ? undefined : this.#due.at(idleAtUs, this);
    if (isIdle) this.#onIdle();
  }
}
