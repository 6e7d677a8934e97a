import { type Cursor, formatCursor } from '../src/wire/cursor.js';
import type { SubscribedNotice } from '../src/wire/protocol.js';
import type { HubSubscriber, ResumePoint } from './hub.js';
import type { StreamClient } from './stream-client.js';
import type { ServerContext } from './transport-server.js';

/** How a stream transport puts its parts into the bytes that go to the socket. */
export interface StreamEncoding {
  /** @param compressed for clients that have agreed on compression */
  encodeMessage(cursor: string, payload: Buffer, compressed: boolean): Buffer;
  encodeNotice(notice: SubscribedNotice): Buffer;
}

/** Writes a message to a client; false when it was not written whole, which only a flawed server does. */
type Deliver = (client: StreamClient, id: number, encoded: Buffer) => boolean;

const deliverWhole: Deliver = ({ socket }, _id, encoded) => {
  socket.write(encoded);
  return true;
};

/**
 * Brings the hub's messages to the subscribers of a stream transport. A message is encoded once (twice where some clients
 * take it compressed and some do not) and the same buffer written to every client's socket, so a broadcast costs one
 * encoding whatever the number of clients.
 *
 * What waits for a client in memory is bounded: replay goes on only when its socket has drained, and a live client
 * with `bufferBytes` or more waiting is disconnected, skipped or kept the newest message for, as the overflow policy says.
 */
export class Broadcaster<Client extends StreamClient> implements HubSubscriber {
  readonly #context: ServerContext;
  readonly #encoding: StreamEncoding;
  readonly #deliver: Deliver;
  readonly #onLeave: (client: Client) => void;
  readonly #clients = new Set<Client>();

  /** @param onLeave called exactly once for every client that joined, when it is no longer one */
  constructor(context: ServerContext, encoding: StreamEncoding, onLeave: (client: Client) => void) {
    this.#context = context;
    const { flaws } = context;
    this.#encoding = flaws?.wrapEncoding(encoding) ?? encoding;
    this.#deliver =
      flaws === undefined ? deliverWhole : (client, id, encoded) => flaws.deliver(client, id, encoded);
    this.#onLeave = onLeave;
    context.hub.subscribe(this);
  }

  get size(): number {
    return this.#clients.size;
  }

  listClients(): Client[] {
    return [...this.#clients];
  }

  /** Subscribes a client: its notice, then what it missed, then each message as it comes. */
  join(client: Client, cursor: Cursor | undefined): void {
    const { from, gap } = this.#locate(client, cursor);
    this.#clients.add(client);
    this.#context.counters.connectionsOpened++;
    client.socket.once('close', () => this.leave(client));
    this.#context.reaps.watch(client.socket);
    client.socket.on('drain', () => this.#onDrain(client));
    this.#writeNotice(client, from, this.#context.hub.newest, gap);
    this.#replay(client);
  }

  /** Where a client goes on: with what it owes an acknowledgement of, or else where its cursor says. */
  #locate({ account }: Client, cursor: Cursor | undefined): ResumePoint {
    const { acks, hub } = this.#context;
    if (account === undefined) return hub.locate(cursor);
    acks.watch(() => this.#sendOverdue());
    if (account.isOpen) return hub.locate({ epoch: hub.epoch, id: account.settledUpTo });
    const point = hub.locate(cursor);
    account.open(point.from);
    return point;
  }

  /** Forgets a client; doing so twice does nothing. */
  leave(client: Client): void {
    if (!this.#clients.delete(client)) return;
    this.#context.counters.connectionsClosed++;
    this.#onLeave(client);
  }

  dispose(): void {
    this.#context.hub.unsubscribe(this);
  }

  onPublished(id: number, payload: Buffer): void {
    if (this.#clients.size === 0) return;
    let plain: Buffer | undefined;
    let compressed: Buffer | undefined;
    for (const client of this.#clients) {
      if (client.compressed) {
        compressed ??= this.#encode(id, payload, true);
        this.#offer(client, id, compressed);
      } else {
        plain ??= this.#encode(id, payload, false);
        this.#offer(client, id, plain);
      }
    }
  }

  #offer(client: Client, id: number, encoded: Buffer): void {
    // A client from a mirror that was ahead of this one has some messages already.
    if (client.state === 'replaying' || !client.isOpen || id <= client.position) return;
    if (client.socket.writableLength >= this.#context.options.bufferBytes) {
      this.#passBy(client, id);
      return;
    }
    if (client.state === 'skipping') this.#catchUp(client, id - 1);
    this.#write(client, id, encoded);
  }

  /** A message finds no room; one that waits in the place for the newest is given up for it. */
  #passBy(client: Client, id: number): void {
    const { counters, options } = this.#context;
    const keepsNewest = options.overflow === 'coalesce';
    // As if it had been sent and lost: it is owed and will be sent when its time has come.
    client.account?.noteSent(id, this.#context.clock.nowUs());
    if (client.state === 'skipping') counters[keepsNewest ? 'coalesced' : 'dropped']++;
    else if (this.#overflow(client)) {
      client.state = 'skipping';
      if (!keepsNewest) counters.dropped++;
    }
  }

  /** @returns true when the client stays and is to miss messages, false when it was disconnected */
  #overflow(client: Client): boolean {
    this.#context.counters.overflowed++;
    if (this.#context.options.overflow !== 'disconnect') return true;
    this.#context.reaps.note('overflow');
    this.leave(client);
    client.cutOff();
    return false;
  }

  #onDrain(client: Client): void {
    if (!client.isOpen || !this.#clients.has(client)) return;
    // A skipped client is told as soon as it can be, not only when the next message happens to come.
    if (client.state === 'skipping') this.#catchUp(client, this.#context.hub.newest);
    else if (client.state === 'replaying') this.#replay(client);
  }

  /** Writes history until the client is up to date or its socket is full; `drain` then calls again. */
  #replay(client: Client): void {
    const { hub } = this.#context;
    while (client.position < hub.newest) {
      if (client.socket.writableNeedDrain) return;
      if (client.position + 1 < hub.oldest) {
        // The history moved on past a client that reads more slowly than messages are published.
        if (!this.#overflow(client)) return;
        this.#context.counters.dropped += hub.oldest - 1 - client.position;
        this.#writeNotice(client, hub.oldest - 1, hub.newest, true);
      }
      const id = client.position + 1;
      if (client.account?.isSettled(id) === true) client.position = this.#passSettled(client, id);
      else this.#write(client, id, this.#encode(id, hub.payload(id) as Buffer, client.compressed));
    }
    client.state = 'live';
  }

  /** Has a client that was acknowledging message by message go on behind those that it has acknowledged already. */
  #passSettled(client: Client, first: number): number {
    const { newest } = this.#context.hub;
    let id = first;
    while (id < newest && client.account?.isSettled(id + 1) === true) id++;
    this.#writeNotice(client, id, newest, false);
    return id;
  }

  /** Sends again what clients have had for too long without acknowledging it. */
  #sendOverdue(): void {
    const { clock, options } = this.#context;
    const atUs = clock.nowUs() - options.ackTimeoutUs;
    for (const client of this.#clients) {
      const overdue = client.account?.listOverdue(atUs) ?? [];
      if (overdue.length > 0 && client.state === 'live' && client.isOpen) this.#sendAgain(client, overdue);
    }
  }

  /** Messages out of their order come between notices that say where they belong, and where the stream goes on. */
  #sendAgain(client: Client, ids: readonly number[]): void {
    const { hub, options } = this.#context;
    const { position } = client;
    for (const id of ids) {
      if (client.socket.writableLength >= options.bufferBytes) break;
      const payload = hub.payload(id);
      if (payload === undefined) {
        client.account?.giveUp(id);
        continue;
      }
      if (client.position !== id - 1) this.#writeNotice(client, id - 1, hub.newest, false);
      this.#write(client, id, this.#encode(id, payload, client.compressed));
    }
    if (client.position !== position) this.#writeNotice(client, position, hub.newest, false);
  }

  /** There is room again: the client is told where the stream goes on, and given what was kept for it. */
  #catchUp(client: Client, newest: number): void {
    const { counters, hub, options } = this.#context;
    const kept = options.overflow === 'coalesce' ? hub.payload(newest) : undefined;
    if (options.overflow === 'coalesce' && kept === undefined) counters.dropped++;
    const from = kept === undefined ? newest : newest - 1;
    if (from > client.position) this.#writeNotice(client, from, from, true);
    client.state = 'live';
    if (kept !== undefined) this.#write(client, newest, this.#encode(newest, kept, client.compressed));
  }

  #writeNotice(client: Client, from: number, head: number, gap: boolean): void {
    const { epoch } = this.#context.hub;
    const notice = { cursor: formatCursor(epoch, from), head: formatCursor(epoch, head), gap };
    client.position = from;
    client.socket.write(this.#encoding.encodeNotice(notice));
  }

  #encode(id: number, payload: Buffer, compressed: boolean): Buffer {
    return this.#encoding.encodeMessage(formatCursor(this.#context.hub.epoch, id), payload, compressed);
  }

  #write(client: Client, id: number, encoded: Buffer): void {
    const { clock, counters } = this.#context;
    client.position = id;
    if (client.account?.noteSent(id, clock.nowUs()) === true) counters.redelivered++;
    if (this.#deliver(client, id, encoded)) counters.delivered++;
  }
}
