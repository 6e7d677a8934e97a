import type { SlowCloseToxic } from '../../scenario/faults/slow-close.js';
import { HoldingStage } from '../holding-stage.js';
import type { EndHow, StageContext } from '../stage.js';

/** Hands on data at once, and the end later. */
export class SlowCloseStage extends HoldingStage {
  protected readonly mostBytes = Number.POSITIVE_INFINITY;
  readonly #delayUs: number;

  constructor(context: StageContext, { delayUs }: SlowCloseToxic) {
    super(context);
    this.#delayUs = delayUs;
  }

  write(chunk: Buffer): void {
    this.next.write(chunk);
  }

  override end(how: EndHow): void {
    this.holdEnd(how, this.context.clock.nowUs() + this.#delayUs);
  }
}
