import type { Clock } from '../system/clock.js';

/** A timer may fire this much late on an idle machine; the rest of the wait is spent looking at the clock. */
const spinUs = 1_500;

/**
 * Calls back at instants to within some ten microseconds, where a plain timer rounds to milliseconds. It sleeps on a
 * timer until shortly before the instant, then turns the event loop (`setImmediate`) until it has come, so that input
 * and output go on meanwhile. Costs up to 1.5 ms of CPU per call.
 */
export class PreciseAlarm {
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(atUs: number, callback: () => void): void {
    this.clear();
    const leftUs = atUs - this.#clock.nowUs();
    if (leftUs > spinUs) {
      this.#timer = setTimeout(
        () => this.#spin(atUs, callback),
        Math.max(1, Math.floor((leftUs - spinUs) / 1000)),
      );
    } else this.#spin(atUs, callback);
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #spin(atUs: number, callback: () => void): void {
    if (this.#clock.nowUs() >= atUs) callback();
    else this.#immediate = setImmediate(() => this.#spin(atUs, callback));
  }
}
