import type { BandwidthToxic } from '../../scenario/faults/bandwidth.js';
import { HoldingStage } from '../holding-stage.js';
import type { EndHow, StageContext } from '../stage.js';

/** A piece takes no longer than this on its way, so that a slow line delivers steadily. */
const pieceUs = 100_000;

/** Hands on data as a line of this rate would: every piece when its last byte has come through. */
export class BandwidthStage extends HoldingStage {
  /** What a home router queues; beyond it the sender is made to wait. */
  protected readonly mostBytes = 64 * 1024;
  readonly #bytesPerSecond: number;
  readonly #pieceBytes: number;
  /** Since when the line has been busy without a pause, and with how much: errors of rounding do not add up. */
  #busyFromUs = 0;
  #busyBytes = 0;

  constructor(context: StageContext, { bytesPerSecond }: BandwidthToxic) {
    super(context);
    this.#bytesPerSecond = bytesPerSecond;
    this.#pieceBytes = Math.max(1, Math.floor((bytesPerSecond * pieceUs) / 1e6));
  }

  write(chunk: Buffer): void {
    const nowUs = this.context.clock.nowUs();
    if (nowUs >= this.#freeUs) {
      this.#busyFromUs = nowUs;
      this.#busyBytes = 0;
    }
    for (let at = 0; at < chunk.length; at += this.#pieceBytes) {
      const piece = chunk.subarray(at, at + this.#pieceBytes);
      this.#busyBytes += piece.length;
      this.hold(piece, this.#freeUs);
    }
  }

  override end(how: EndHow): void {
    this.holdEnd(how, this.#freeUs);
  }

  /** When the line has carried all that was given to it. */
  get #freeUs(): number {
    return this.#busyFromUs + Math.ceil((this.#busyBytes * 1e6) / this.#bytesPerSecond);
  }
}
