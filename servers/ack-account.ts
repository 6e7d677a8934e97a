import type { Acknowledgement } from '../src/wire/acknowledgement.js';

/**
 * What a client was sent and has not acknowledged. It belongs to the client's name and not to a connection: what is owed
 * stays owed until it is acknowledged. Memory follows the number of messages that are.
 */
export class AckAccount {
  /** When each was last sent, by message id, the longest ago first. */
  readonly #owed = new Map<number, number>();
  #highest: number | undefined;

  /** False until the client has been told for the first time where the stream begins for it. */
  get isOpen(): boolean {
    return this.#highest !== undefined;
  }

  /** Messages up to this one are none of the account's business. */
  open(from: number): void {
    this.#highest = from;
  }

  /** All messages up to this one are acknowledged. */
  get settledUpTo(): number {
    let lowest = (this.#highest ?? 0) + 1;
    for (const id of this.#owed.keys()) lowest = Math.min(lowest, id);
    return lowest - 1;
  }

  /** Whether a message need not be sent any more. */
  isSettled(id: number): boolean {
    return id <= (this.#highest ?? -1) && !this.#owed.has(id);
  }

  /** @returns whether it had been sent before */
  noteSent(id: number, nowUs: number): boolean {
    const wasSent = this.#owed.delete(id);
    this.#owed.set(id, nowUs);
    this.#highest = Math.max(this.#highest ?? 0, id);
    return wasSent;
  }

  /** @returns how many messages this settles */
  acknowledge({ what, cursor }: Acknowledgement): number {
    if (what === 'one') return this.#owed.delete(cursor.id) ? 1 : 0;
    let settled = 0;
    for (const id of this.#owed.keys()) {
      if (id > cursor.id) continue;
      this.#owed.delete(id);
      settled++;
    }
    return settled;
  }

  /** Gives a message up that can be sent no more: the history has lost it. */
  giveUp(id: number): void {
    this.#owed.delete(id);
  }

  /** Messages last sent at or before an instant, in order. */
  listOverdue(atUs: number): number[] {
    const overdue: number[] = [];
    for (const [id, sentUs] of this.#owed) {
      if (sentUs > atUs) break;
      overdue.push(id);
    }
    return overdue.sort((a, b) => a - b);
  }
}
