import { performance } from 'node:perf_hooks';

/** How often the event loop is looked at, milliseconds: what a look comes later than this is delay. */
const intervalMs = 10;

/**
 * Measures the longest time this process's event loop stood still. A timer of its own: Node's `monitorEventLoopDelay`
 * drops the interval in which it is reset, and with it a standstill at the turn of two readings.
 */
export class LoopWatch {
  readonly #ticking = setInterval(() => this.look(), intervalMs).unref();
  #lookedMs = performance.now();
  #longestMs = 0;

  /** The longest standstill since the last call, in microseconds, the present one included. */
  takeLongestUs(): number {
    this.look();
    const longestUs = Math.max(0, Math.round((this.#longestMs - intervalMs) * 1000));
    this.#longestMs = 0;
    return longestUs;
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  private look(): void {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lookedMs);
    this.#lookedMs = nowMs;
  }
}
