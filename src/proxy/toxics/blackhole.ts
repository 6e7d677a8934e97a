import type { BlackholeToxic } from '../../scenario/faults/blackhole.js';
import type { DueHandle, DueTask } from '../../system/due-queue.js';
import { Stage, type StageContext } from '../stage.js';

/**
 * Hands on nothing, not even an end: toxiproxy's `timeout`, but for its handing on of the end, with which no connection
 * would be left half-open. What was dropped is missing from the stream, so the connection cannot live on afterwards and is
 * closed, as toxiproxy does.
 */
export class BlackholeStage extends Stage implements DueTask {
  #waiting: DueHandle | undefined;

  constructor(context: StageContext, { timeoutUs }: BlackholeToxic) {
    super(context);
    if (timeoutUs > 0) this.#waiting = context.due.at(context.clock.nowUs() + timeoutUs, this);
  }

  write(): void {}

  override end(): void {}

  onDue(): void {
    this.#waiting = undefined;
    this.context.connection.close();
  }

  override release(): void {
    this.dispose();
    this.context.connection.close();
  }

  override dispose(): void {
    if (this.#waiting !== undefined) this.context.due.cancel(this.#waiting);
    this.#waiting = undefined;
  }
}
