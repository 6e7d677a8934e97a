import { countSkippedPolls, nextPollUs } from '../schedule/poll-grid.js';
import { paths } from '../wire/protocol.js';
import { PollConnection } from './poll-connection.js';
import type { ConnectionEnd } from './transport.js';

/**
 * A short-polling client: its polls are due on a fixed grid of instants. Instants that pass while a poll is
 * unanswered are skipped. A connection that goes away between polls is noticed, as far as the client goes, when
 * the next one is due.
 */
export class ShortPollConnection extends PollConnection {
  override onDue(dueUs: number): void {
    if (!this.subscribed) {
      super.onDue(dueUs);
      return;
    }
    this.alarmRang();
    this.poll(dueUs);
  }

  protected override handshakePath(cursor: string | undefined): string {
    return cursor === undefined ? paths['short-poll'] : `${paths['short-poll']}?cursor=${cursor}&wait=0`;
  }

  protected override pollPath(cursor: string): string {
    return `${paths['short-poll']}?cursor=${cursor}`;
  }

  protected override planPoll(dueUs: number | undefined, nowUs: number): void {
    if (dueUs !== undefined) this.#tellSkipped(dueUs, nowUs);
    this.waitUntil(nextPollUs(this.context.poll, this.request.client, nowUs));
  }

  protected override describeIdleLoss(end: ConnectionEnd): ConnectionEnd {
    const { clock, poll } = this.context;
    return { ...end, nextAttemptUs: nextPollUs(poll, this.request.client, clock.nowUs()) };
  }

  protected override noteUnanswered(dueUs: number): void {
    this.#tellSkipped(dueUs, this.context.clock.nowUs());
  }

  #tellSkipped(dueUs: number, nowUs: number): void {
    const skipped = countSkippedPolls(this.context.poll, dueUs, nowUs);
    if (skipped > 0) this.handlers.onPollsSkipped(skipped);
  }
}
