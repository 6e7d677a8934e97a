import type { SlicedWritesToxic } from '../../scenario/faults/sliced-writes.js';
import { HoldingStage } from '../holding-stage.js';
import type { EndHow, StageContext } from '../stage.js';

/** Hands on data in slices of size ± variation, each in a write of its own, with a pause after each. */
export class SlicedWritesStage extends HoldingStage {
  protected readonly mostBytes = 64 * 1024;
  readonly #toxic: SlicedWritesToxic;

  constructor(context: StageContext, toxic: SlicedWritesToxic) {
    super(context);
    this.#toxic = toxic;
  }

  protected override get isSingly(): boolean {
    return true;
  }

  write(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const size = this.#drawSize();
      this.hold(chunk.subarray(at, at + size), this.#nextDueUs());
      at += size;
    }
  }

  override end(how: EndHow): void {
    this.holdEnd(how, this.lastDueUs);
  }

  #nextDueUs(): number {
    return Math.max(this.context.clock.nowUs(), this.lastDueUs + this.#toxic.delayUs);
  }

  #drawSize(): number {
    const { sizeBytes, variationBytes } = this.#toxic;
    if (variationBytes === 0) return sizeBytes;
    return sizeBytes - variationBytes + Math.floor(this.context.random() * (2 * variationBytes + 1));
  }
}
