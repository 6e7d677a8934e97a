import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';

/** Pauses for garbage collection over a stretch of time, microseconds. */
export interface GcPauses {
  readonly longestUs: number;
  readonly totalUs: number;
}

/**
 * Measures for how long V8 held this process up to collect garbage: scavenges, marking steps and compactions, as Node
 * times them. A pause is told one turn of the event loop later and counts in the stretch in which it is told.
 */
export class GcWatch {
  readonly #observer: PerformanceObserver;
  #longestMs = 0;
  #totalMs = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => this.#add(list.getEntries()));
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** The pauses since the last call. */
  take(): GcPauses {
    this.#add(this.#observer.takeRecords());
    const pauses = {
      longestUs: Math.round(this.#longestMs * 1000),
      totalUs: Math.round(this.#totalMs * 1000),
    };
    this.#longestMs = 0;
    this.#totalMs = 0;
    return pauses;
  }

  stop(): void {
    this.#observer.disconnect();
  }

  #add(entries: readonly PerformanceEntry[]): void {
    for (const { duration } of entries) {
      this.#longestMs = Math.max(this.#longestMs, duration);
      this.#totalMs += duration;
    }
  }
}
