import type { LatencyToxic } from '../../scenario/faults/latency.js';
import { HoldingStage } from '../holding-stage.js';
import type { EndHow, StageContext } from '../stage.js';

/** Hands on data, and the end, a latency ± jitter after they came. What is on its way does not slow down what follows. */
export class LatencyStage extends HoldingStage {
  /** A line of 100 ms then carries 10 MB/s. */
  protected readonly mostBytes = 1024 * 1024;
  readonly #toxic: LatencyToxic;

  constructor(context: StageContext, toxic: LatencyToxic) {
    super(context);
    this.#toxic = toxic;
  }

  write(chunk: Buffer): void {
    this.hold(chunk, this.#drawDueUs());
  }

  override end(how: EndHow): void {
    this.holdEnd(how, this.#drawDueUs());
  }

  #drawDueUs(): number {
    const { latencyUs, jitterUs } = this.#toxic;
    const { clock, random } = this.context;
    const deviationUs = jitterUs === 0 ? 0 : Math.round((2 * random() - 1) * jitterUs);
    return clock.nowUs() + latencyUs + deviationUs;
  }
}
