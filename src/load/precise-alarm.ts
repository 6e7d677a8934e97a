import type { Clock } from '../system/clock.js';

/** Timers count whole milliseconds and fire up to one late: from here on they are of no use. */
const timerReachUs = 2_500;
/** The kernel wakes a sleeper this much late on an idle machine (timer slack and wake-up); the clock is watched for the rest. */
const mostSpinUs = 150;
/**
 * Watching the clock keeps a core, and with real-time priority nobody else gets it; so it lasts for no more than this share of
 * the time between two instants. At rates above 667 a second a late wake-up then shows in the send lag, within `mostSpinUs`.
 */
const spinShare = 0.1;

/** Puts the thread to sleep; tests bring one that moves their clock instead. */
export type Sleep = (us: number) => void;

const sleepCell = new Int32Array(new SharedArrayBuffer(4));
const sleepThread: Sleep = (us) => void Atomics.wait(sleepCell, 0, 0, us / 1000);

/**
 * Calls back at instants to within some ten microseconds, where a plain timer rounds to milliseconds: a timer up to 2.5 ms
 * before, then the thread sleeps by itself, which the kernel times to the microsecond and costs no core, and for the last
 * 150 µs, or a tenth of the time since the instant before, it watches the clock. The event loop gets a turn before each
 * wait, so input and output are late by 2.5 ms at most.
 */
export class PreciseAlarm {
  readonly #clock: Clock;
  readonly #sleep: Sleep;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  /** The instant called back for last. */
  #lastUs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, sleep: Sleep = sleepThread) {
    this.#clock = clock;
    this.#sleep = sleep;
  }

  /** Never calls back before this returns, nor before `atUs`. */
  set(atUs: number, callback: () => void): void {
    this.clear();
    const leftUs = atUs - this.#clock.nowUs();
    if (leftUs > timerReachUs) {
      this.#timer = setTimeout(
        () => this.set(atUs, callback),
        Math.floor((leftUs - timerReachUs) / 1000) + 1,
      );
    } else this.#immediate = setImmediate(() => this.#await(atUs, callback));
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #await(atUs: number, callback: () => void): void {
    const leftUs = atUs - this.#clock.nowUs();
    const spinUs = Math.min(mostSpinUs, (atUs - this.#lastUs) * spinShare);
    this.#lastUs = atUs;
    if (leftUs > spinUs) this.#sleep(leftUs - spinUs);
    while (this.#clock.nowUs() < atUs);
    callback();
  }
}
