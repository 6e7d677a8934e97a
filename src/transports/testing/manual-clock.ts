import type { Clock } from '../../system/clock.js';
import { DueQueue } from '../../system/due-queue.js';

/** Time that stands still until a test moves it; what falls due then runs at once. */
export class ManualClock implements Clock {
  readonly due = new DueQueue(this, { set: () => () => undefined });
  #nowUs = 0;

  nowUs(): number {
    return this.#nowUs;
  }

  advanceTo(nowUs: number): void {
    this.#nowUs = nowUs;
    this.due.run();
  }
}
