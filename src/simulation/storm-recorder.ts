import { type ActivityRow, activityBinUs, emptyActivityRow } from '../metrics/activity.js';
import { countCauses, type FailureCause } from '../metrics/end-causes.js';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { LatencySummary } from '../metrics/latency-summary.js';

/** Counts by bin of 10 ms, in arrays that grow with the time simulated and not with clients. */
class BinCounts {
  counts = new Uint32Array(4096);

  add(atUs: number, count = 1): void {
    const bin = Math.floor(atUs / activityBinUs);
    if (bin >= this.counts.length) {
      const grown = new Uint32Array(2 ** Math.ceil(Math.log2(bin + 1)));
      grown.set(this.counts);
      this.counts = grown;
    }
    this.counts[bin] = (this.counts[bin] as number) + count;
  }
}

/** Takes down a simulated storm in the words of a real one. Events need not come in order of time. */
export class StormRecorder {
  readonly #attempts = new BinCounts();
  readonly #firstAttempts = new BinCounts();
  readonly #returned = new BinCounts();
  readonly #failed = new BinCounts();
  readonly #fromDisconnect = new LatencyHistogram();
  readonly #fromReady = new LatencyHistogram();
  readonly #handshake = new LatencyHistogram();
  readonly failures = countCauses();
  attempts = 0;
  returned = 0;
  gaveUp = 0;
  /** When the last client was back. */
  lastReturnUs = 0;

  /** @param weight clients that did the same in the same instant */
  recordAttempt(atUs: number, isFirst: boolean, weight = 1): void {
    this.attempts += weight;
    this.#attempts.add(atUs, weight);
    if (isFirst) this.#firstAttempts.add(atUs, weight);
  }

  recordFailure(cause: FailureCause, atUs: number, weight = 1): void {
    this.failures[cause] += weight;
    this.#failed.add(atUs, weight);
  }

  recordReturn(atUs: number, sinceAttemptUs: number, sinceLossUs: number, sinceReadyUs: number): void {
    this.returned++;
    this.#returned.add(atUs);
    if (atUs > this.lastReturnUs) this.lastReturnUs = atUs;
    this.#handshake.record(sinceAttemptUs);
    this.#fromDisconnect.record(sinceLossUs);
    this.#fromReady.record(sinceReadyUs);
  }

  /** By the names that measured ones have. */
  get histograms(): ReadonlyMap<string, LatencyHistogram> {
    return new Map([
      ['back.disconnect', this.#fromDisconnect],
      ['back.ready', this.#fromReady],
    ]);
  }

  /** Times of successful attempts. */
  summariseHandshakes(): LatencySummary {
    return this.#handshake.summarise();
  }

  /** Bins in which something happened, in order. */
  listActivity(): ActivityRow[] {
    const rows: ActivityRow[] = [];
    const parts = [this.#attempts, this.#firstAttempts, this.#returned, this.#failed].map(
      ({ counts }) => counts,
    );
    const bins = Math.max(...parts.map(({ length }) => length));
    for (let bin = 0; bin < bins; bin++) {
      const [attempts = 0, first = 0, returned = 0, failed = 0] = parts.map((counts) => counts[bin] ?? 0);
      if (attempts + returned + failed === 0) continue;
      rows.push({
        ...emptyActivityRow(bin),
        attempts,
        returnAttempts: attempts,
        firstReturnAttempts: first,
        subscribed: returned,
        returned,
        failed,
        returnFailed: failed,
      });
    }
    return rows;
  }
}
