import type { Clock } from '../../system/clock.js';
import { type DueHandle, DueQueue, type DueTask } from '../../system/due-queue.js';

/**
 * Time that a test moves. On its way it stops at every instant for which something was planned, so that what happens
 * then reads exactly that instant from the clock.
 */
export class SteppedTime implements Clock {
  readonly due: DueQueue;
  #nowUs: number;
  readonly #planned = new Set<number>();

  constructor(nowUs = 0) {
    this.#nowUs = nowUs;
    this.due = new WatchedQueue(this, this.#planned);
  }

  nowUs(): number {
    return this.#nowUs;
  }

  /** Plans something without a task of its own. */
  plan(atUs: number, action: () => void): void {
    this.due.at(atUs, { onDue: action });
  }

  advanceTo(untilUs: number): void {
    for (let next = this.#takeNext(untilUs); next !== undefined; next = this.#takeNext(untilUs)) {
      this.#nowUs = Math.max(this.#nowUs, next);
      this.due.run();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  #takeNext(untilUs: number): number | undefined {
    const next = [...this.#planned].reduce((least, atUs) => Math.min(least, atUs), Number.POSITIVE_INFINITY);
    if (next > untilUs) return undefined;
    this.#planned.delete(next);
    return next;
  }
}

/** Runs only when told to, and tells which instants it was given. */
class WatchedQueue extends DueQueue {
  readonly #planned: Set<number>;

  constructor(clock: Clock, planned: Set<number>) {
    super(clock, { set: () => () => undefined });
    this.#planned = planned;
  }

  override at(dueUs: number, task: DueTask): DueHandle {
    this.#planned.add(dueUs);
    return super.at(dueUs, task);
  }
}
