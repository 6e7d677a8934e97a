import { emptyDigest, foldDigest } from '../system/fold-digest.js';
import { type EncodedHistogram, LatencyHistogram } from './latency-histogram.js';
import type { PhaseName } from './phases.js';
import { SequenceSet } from './sequence-set.js';

/** The publisher's own record of every message, as ranges of sequence numbers. */
export interface EncodedPublishLog {
  readonly due: number;
  /** Digest over the gaps between the due instants, microseconds. */
  readonly gapDigest: number;
  readonly sent: readonly number[];
  readonly acknowledged: readonly number[];
  readonly refused: readonly number[];
  /** Sent, but never answered. */
  readonly unconfirmed: readonly number[];
  /** Send lag by the phase in which the message was sent. */
  readonly sendLag: Record<string, EncodedHistogram>;
}

/**
 * What became of each message: `refused` (never sent, or answered with something other than 2xx), `acknowledged`, or
 * still `unconfirmed`. Ranges, so its size follows the number of interruptions, not of messages.
 */
export class PublishLog {
  readonly #sent = new SequenceSet();
  readonly #acknowledged = new SequenceSet();
  readonly #refused = new SequenceSet();
  readonly #sendLag = new Map<PhaseName, LatencyHistogram>();
  #due = 0;
  #lastDueUs: number | undefined;
  #gapDigest = emptyDigest;

  get due(): number {
    return this.#due;
  }

  get acknowledgedCount(): number {
    return this.#acknowledged.size;
  }

  /** Notes that one more message fell due at an instant; returns its sequence number. */
  open(dueUs: number): number {
    if (this.#lastDueUs !== undefined) this.#gapDigest = foldDigest(this.#gapDigest, dueUs - this.#lastDueUs);
    this.#lastDueUs = dueUs;
    return this.#due++;
  }

  send(sequence: number, lagUs: number, phase: PhaseName): void {
    if (!this.#sent.add(sequence)) return;
    let histogram = this.#sendLag.get(phase);
    if (histogram === undefined) {
      histogram = new LatencyHistogram();
      this.#sendLag.set(phase, histogram);
    }
    histogram.record(lagUs);
  }

  acknowledge(sequence: number): void {
    this.#acknowledged.add(sequence);
  }

  refuse(sequence: number): void {
    this.#refused.add(sequence);
  }

  encode(): EncodedPublishLog {
    return {
      due: this.#due,
      gapDigest: this.#gapDigest,
      sent: this.#sent.toBounds(),
      acknowledged: this.#acknowledged.toBounds(),
      refused: this.#refused.toBounds(),
      unconfirmed: this.#sent.without(this.#acknowledged).without(this.#refused).toBounds(),
      sendLag: Object.fromEntries(Array.from(this.#sendLag, ([phase, lag]) => [phase, lag.encode()])),
    };
  }
}
