import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';

/**
 * Rings when nothing was heard for a time. Hearing only notes the instant: the alarm looks at it when it rings and waits on for
 * what is left, so a stream of messages sets no timers.
 */
export class SilenceWatch implements DueTask {
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #patienceUs: number;
  readonly #onSilence: () => void;
  #heardUs: number;
  #waiting: DueHandle | undefined;

  constructor(
    { clock, due }: { readonly clock: Clock; readonly due: DueQueue },
    patienceUs: number,
    onSilence: () => void,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#patienceUs = patienceUs;
    this.#onSilence = onSilence;
    this.#heardUs = clock.nowUs();
    this.#waiting = due.at(this.#heardUs + patienceUs, this);
  }

  hear(): void {
    this.#heardUs = this.#clock.nowUs();
  }

  onDue(): void {
    const silentUntilUs = this.#heardUs + this.#patienceUs;
    const isOver = this.#clock.nowUs() >= silentUntilUs;
    this.#waiting = isOver ? undefined : this.#due.at(silentUntilUs, this);
    if (isOver) this.#onSilence();
  }

  stop(): void {
    if (this.#waiting !== undefined) this.#due.cancel(this.#waiting);
    this.#waiting = undefined;
  }
}
