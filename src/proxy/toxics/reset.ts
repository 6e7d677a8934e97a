import type { ResetToxic } from '../../scenario/faults/reset.js';
import type { DueHandle, DueTask } from '../../system/due-queue.js';
import { Stage, type StageContext } from '../stage.js';

/** Hands on everything until its time has come, then ends both sides with a RST. toxiproxy waits for data before that. */
export class ResetStage extends Stage implements DueTask {
  #waiting: DueHandle | undefined;

  constructor(context: StageContext, { afterUs }: ResetToxic) {
    super(context);
    this.#waiting = context.due.at(context.clock.nowUs() + afterUs, this);
  }

  write(chunk: Buffer): void {
    this.next.write(chunk);
  }

  onDue(): void {
    this.#waiting = undefined;
    this.context.connection.reset();
  }

  override release(): void {
    this.dispose();
  }

  override dispose(): void {
    if (this.#waiting !== undefined) this.context.due.cancel(this.#waiting);
    this.#waiting = undefined;
  }
}
