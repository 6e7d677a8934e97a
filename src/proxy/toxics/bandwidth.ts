import type { BandwidthToxic } from '../../scenario/faults/bandwidth.js';
import { type EndHow, HoldingStage, type StageContext } from '../stage.js';

/** A piece takes no longer than this on its way, so that a slow line delivers steadily. */
const pieceUs = 100_000;

/** Hands on data as a line of this rate would: every piece when its last byte has come through. */
export class BandwidthStage extends HoldingStage {
  /** What a home router queues; beyond it the sender is made to wait. */
  protected readonly mostBytes = 64 * 1024;
  readonly #bytesPerSecond: number;
  readonly #pieceBytes: number;
  /** When the line has carried all that was given to it. Not rounded: errors would add up. */
  #freeUs = 0;

  constructor(context: StageContext, { bytesPerSecond }: BandwidthToxic) {
    super(context);
    this.#bytesPerSecond = bytesPerSecond;
    this.#pieceBytes = Math.max(1, Math.floor((bytesPerSecond * pieceUs) / 1e6));
  }

  write(chunk: Buffer): void {
    this.#freeUs = Math.max(this.#freeUs, this.context.clock.nowUs());
    for (let at = 0; at < chunk.length; at += this.#pieceBytes) {
      const piece = chunk.subarray(at, at + this.#pieceBytes);
      this.#freeUs += (piece.length * 1e6) / this.#bytesPerSecond;
      this.hold(piece, Math.ceil(this.#freeUs));
    }
  }

  override end(how: EndHow): void {
    this.holdEnd(how, Math.ceil(this.#freeUs));
  }
}
