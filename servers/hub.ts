import { randomInt } from 'node:crypto';
import type { Cursor } from '../src/wire/cursor.js';

/** Bounds of the history. The newest message is kept even when it alone exceeds `bytes`. */
export interface HistoryLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** What outlives a graceful restart. `messages` are the last ones up to `newest`, oldest first. */
export interface SavedHistory {
  readonly epoch: string;
  readonly newest: number;
  readonly messages: readonly Buffer[];
}

/** Told of every message, synchronously, after the history holds it. */
export interface HubSubscriber {
  onPublished(id: number, payload: Buffer): void;
}

/** Where a resuming client continues: with the message after `from`. */
export interface ResumePoint {
  readonly from: number;
  /** True when messages between the client's cursor and `from` are gone, or must be assumed to be. */
  readonly gap: boolean;
}

/** Most messages and payload bytes of one `collect`; it always gives at least one message if there is any. */
export type ReplayLimits = HistoryLimits;

const unlimited: ReplayLimits = { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/**
 * The one stream of messages that all clients of a server see. Ids count up from 1 within an epoch, which names one
 * life of the history. Message `id` lives in slot `id mod capacity`, so neither publishing nor reading moves others.
 */
export class Hub {
  readonly epoch: string;
  readonly #limits: HistoryLimits;
  readonly #slots: (Buffer | undefined)[];
  readonly #subscribers = new Set<HubSubscriber>();
  #newest: number;
  #oldest: number;
  #bytes = 0;
  readonly #evicted = { byMessages: 0, byBytes: 0 };

  constructor(limits: HistoryLimits, saved: SavedHistory = { epoch: drawEpoch(), newest: 0, messages: [] }) {
    if (!(limits.messages >= 1)) throw new RangeError('a history needs room for at least one message');
    this.epoch = saved.epoch;
    this.#limits = limits;
    this.#slots = new Array<Buffer | undefined>(limits.messages);
    this.#newest = saved.newest - saved.messages.length;
    this.#oldest = this.#newest + 1;
    for (const payload of saved.messages) this.#append(payload);
  }

  /** Id of the newest message; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Id of the oldest message kept; `newest + 1` when the history is empty. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Messages kept. */
  get messages(): number {
    return this.#newest - this.#oldest + 1;
  }

  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Messages dropped in this life, by the bound that did it. */
  get evicted(): Readonly<{ byMessages: number; byBytes: number }> {
    return this.#evicted;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /**
   * @param payload kept as it is: the caller must not reuse its memory
   * @returns the message's id
   */
  publish(payload: Buffer): number {
    const id = this.#append(payload);
    for (const subscriber of this.#subscribers) subscriber.onPublished(id, payload);
    return id;
  }

  subscribe(subscriber: HubSubscriber): void {
    this.#subscribers.add(subscriber);
  }

  unsubscribe(subscriber: HubSubscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /** The payload of a message, or undefined when the history does not hold it. */
  payload(id: number): Buffer | undefined {
    return id >= this.#oldest && id <= this.#newest ? this.#slots[id % this.#slots.length] : undefined;
  }

  /**
   * Finds where a client continues; undefined: from now on. A cursor of another epoch, or ahead of the newest
   * message, belongs to a life of the history that is gone: everything held follows, and a gap must be assumed.
   */
  locate(cursor: Cursor | undefined): ResumePoint {
    if (cursor === undefined) return { from: this.#newest, gap: false };
    const isOwn = cursor.epoch === this.epoch && cursor.id <= this.#newest;
    const isHeld = isOwn && cursor.id >= this.#oldest - 1;
    return isHeld ? { from: cursor.id, gap: false } : { from: this.#oldest - 1, gap: true };
  }

  /** The payloads from message `from + 1` on, at most as many as `limits` allows. */
  collect(from: number, limits: ReplayLimits): Buffer[] {
    const messages: Buffer[] = [];
    let bytes = 0;
    for (let id = from + 1; messages.length < limits.messages; id++) {
      const payload = this.payload(id);
      if (payload === undefined) break;
      bytes += payload.length;
      if (bytes > limits.bytes && messages.length > 0) break;
      messages.push(payload);
    }
    return messages;
  }

  save(): SavedHistory {
    return { epoch: this.epoch, newest: this.#newest, messages: this.collect(this.#oldest - 1, unlimited) };
  }

  #append(payload: Buffer): number {
    if (this.messages >= this.#slots.length) this.#dropOldest('byMessages');
    const id = ++this.#newest;
    this.#slots[id % this.#slots.length] = payload;
    this.#bytes += payload.length;
    while (this.#bytes > this.#limits.bytes && this.#oldest < this.#newest) this.#dropOldest('byBytes');
    return id;
  }

  #dropOldest(bound: 'byMessages' | 'byBytes'): void {
    this.#evicted[bound]++;
    const slot = this.#oldest % this.#slots.length;
    this.#bytes -= this.#slots[slot]?.length ?? 0;
    this.#slots[slot] = undefined;
    this.#oldest++;
  }
}

/** 8 characters of [0-9a-z]: two lives share an epoch once in 2.8 · 10¹². */
function drawEpoch(): string {
  return Array.from({ length: 8 }, () => randomInt(36).toString(36)).join('');
}
