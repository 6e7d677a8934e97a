import type { Clock } from '../../src/system/clock.js';

/** Node's timers count whole milliseconds and fire up to one late; from here on the loop is turned until the instant has come. */
const timerReachUs = 2_500;

/** Runs each task the same time after it was given, in order, to within a turn of the event loop. */
export class ConstantDelay {
  readonly #clock: Clock;
  readonly #byUs: number;
  #waiting: { readonly dueUs: number; readonly task: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(clock: Clock, byUs: number) {
    this.#clock = clock;
    this.#byUs = byUs;
  }

  run(task: () => void): void {
    this.#waiting.push({ dueUs: this.#clock.nowUs() + this.#byUs, task });
    if (this.#waiting.length === 1) this.#arm();
  }

  /** Forgets what waits. */
  stop(): void {
    this.#waiting = [];
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #arm(): void {
    const next = this.#waiting[0];
    if (next === undefined) return;
    const leftUs = next.dueUs - this.#clock.nowUs();
    if (leftUs > timerReachUs) {
      this.#timer = setTimeout(() => this.#arm(), Math.floor((leftUs - timerReachUs) / 1000) + 1);
    } else this.#immediate = setImmediate(() => this.#runDue());
  }

  #runDue(): void {
    const nowUs = this.#clock.nowUs();
    while (this.#waiting[0] !== undefined && this.#waiting[0].dueUs <= nowUs) this.#waiting.shift()?.task();
    this.#arm();
  }
}
