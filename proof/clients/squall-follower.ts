import { emptyByteSplit } from '../../src/metrics/byte-split.js';
import { hostClock } from '../../src/system/clock.js';
import { DueQueue } from '../../src/system/due-queue.js';
import { createTransport } from '../../src/transports/create-transport.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  Transport,
  TransportContext,
} from '../../src/transports/transport.js';
import { formatCursor, parseCursor } from '../../src/wire/cursor.js';
import type { TransportName } from '../../src/wire/transport-names.js';
import type { Follower, FollowLog, Sighting } from './follower.js';
import { followPacing } from './node-followers.js';

/** Starts a simulated client: Squall's own transport, with a fixed delay before it comes back. */
export function startSquallFollower(transport: TransportName, url: string): Follower {
  const due = new DueQueue(hostClock);
  const { pauseMs } = followPacing;
  const context: TransportContext = {
    url,
    clock: hostClock,
    due,
    bytes: emptyByteSplit(),
    connectTimeoutUs: 5_000_000,
    poll: { periodUs: pauseMs * 1000, originUs: hostClock.nowUs(), phaseUs: () => 0 },
    holdUs: 25_000_000,
  };
  const follower = new SquallFollower(createTransport(transport, context), due);
  follower.onDue();
  return follower;
}

class SquallFollower implements Follower, ConnectionHandlers {
  readonly name = 'Squall';
  readonly #transport: Transport;
  readonly #due: DueQueue;
  /** Payloads with the connection's cursor when they came: their own on a stream, that of the whole batch for a poll. */
  readonly #taken: { readonly payload: string; readonly cursor: string }[] = [];
  #subscriptions = 0;
  #replayed = 0;
  #connection: Connection | undefined;
  #cursor: string | undefined;
  #isStopped = false;

  constructor(transport: Transport, due: DueQueue) {
    this.#transport = transport;
    this.#due = due;
  }

  onDue(): void {
    if (this.#isStopped) return;
    const request = { client: 0, cursor: this.#cursor, localAddress: undefined };
    this.#connection = this.#transport.connect(request, this);
  }

  onSubscribed(): void {
    this.#subscriptions++;
  }

  onMessage(head: string, _payloadBytes: number, replayed: boolean): void {
    if (replayed) this.#replayed++;
    this.#taken.push({ payload: head, cursor: this.#connection?.cursor ?? '' });
  }

  onPollResponse(): void {}

  onPollsSkipped(): void {}

  onClosed({ nextAttemptUs }: ConnectionEnd): void {
    this.#cursor = this.#connection?.cursor ?? this.#cursor;
    if (!this.#isStopped)
      this.#due.at(nextAttemptUs ?? hostClock.nowUs() + followPacing.delayMs * 1000, this);
  }

  async readLog(): Promise<FollowLog> {
    return {
      seen: this.#taken.map((_, index) => this.#identify(index)),
      subscriptions: this.#subscriptions,
      replayed: this.#replayed,
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#connection?.close('close');
    await this.#transport.settle(1000);
    this.#due.clear();
  }

  /** The last message of a batch has the batch's cursor, the ones before it count down from there. */
  #identify(index: number): Sighting {
    const { payload, cursor } = this.#taken[index] as { payload: string; cursor: string };
    let after = 0;
    while (this.#taken[index + after + 1]?.cursor === cursor) after++;
    const parsed = parseCursor(cursor);
    return [parsed === undefined ? cursor : formatCursor(parsed.epoch, parsed.id - after), payload];
  }
}
