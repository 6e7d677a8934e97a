import { type DueHandle, DueQueue, type DueTask } from '../src/system/due-queue.js';
import { paths } from '../src/wire/protocol.js';
import { RequestError } from './http-answer.js';
import type { HubSubscriber } from './hub.js';
import { type Poll, PollServer, type WaitingPoll } from './poll-server.js';
import type { ServerContext } from './transport-server.js';

class HeldPoll implements WaitingPoll, DueTask {
  handle: DueHandle | undefined;

  constructor(
    readonly poll: Poll,
    readonly server: LongPollServer,
  ) {}

  onDue(): void {
    this.answerEmpty(false);
  }

  answer(): void {
    if (this.server.release(this)) this.server.answerHeld(this);
  }

  answerEmpty(closing: boolean): void {
    if (this.server.release(this)) this.server.answerHeldEmpty(this, closing);
  }

  drop(): void {
    this.server.release(this);
  }
}

/**
 * Long polling: a poll that finds nothing new is held until a message is published or its time is up.
 * The hub wakes the held polls, and one queue with one timer knows their deadlines; nothing is looked up in between.
 */
export class LongPollServer extends PollServer implements HubSubscriber {
  readonly path = paths['long-poll'];
  readonly #deadlines: DueQueue;
  readonly #held = new Set<HeldPoll>();

  constructor(context: ServerContext) {
    super(context);
    this.#deadlines = new DueQueue(context.clock);
    context.hub.subscribe(this);
  }

  /** Polls held now. */
  get held(): number {
    return this.#held.size;
  }

  /** Every held poll is at the newest message, or it would have been answered; so all get the same batch. */
  onPublished(): void {
    for (const held of this.#held) {
      this.release(held);
      this.answerHeld(held);
    }
  }

  /** @returns false when the poll was no longer held */
  release(held: HeldPoll): boolean {
    if (!this.#held.delete(held)) return false;
    held.poll.connection.waiting = undefined;
    if (held.handle !== undefined) this.#deadlines.cancel(held.handle);
    return true;
  }

  answerHeld(held: HeldPoll): void {
    this.answerBatch(held.poll);
  }

  answerHeldEmpty(held: HeldPoll, closing: boolean): void {
    this.answerEmpty(held.poll.response, closing);
  }

  override dispose(): void {
    this.context.hub.unsubscribe(this);
    this.#deadlines.clear();
    this.#held.clear();
  }

  protected override answerNothingNew(poll: Poll): void {
    const { options, clock } = this.context;
    const holdUs = Math.min(options.holdUs, readHoldUs(poll.query.get('hold')));
    const held = new HeldPoll(poll, this);
    held.handle = this.#deadlines.at(clock.nowUs() + holdUs, held);
    poll.connection.waiting = held;
    this.#held.add(held);
  }
}

/** @returns microseconds; infinite when the client does not ask for a time */
function readHoldUs(text: string | null): number {
  if (text === null) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) throw new RequestError(400, 'hold must be a number of seconds');
  return Math.round(Number(text) * 1e6);
}
