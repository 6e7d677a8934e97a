import type { Acknowledgement } from '../src/wire/acknowledgement.js';
import { AckAccount } from './ack-account.js';
import type { ServerCounters } from './stats.js';

/** How often overdue messages are looked for, as a part of the time after which they are. */
const looksPerTimeout = 10;
const leastIntervalMs = 5;

/** Knows what every client owes an acknowledgement of, by the names that clients gave themselves. */
export class AckDesk {
  readonly #accounts = new Map<string, AckAccount>();
  readonly #counters: ServerCounters;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutUs after which a message is sent again */
  constructor(counters: ServerCounters, timeoutUs: number) {
    this.#counters = counters;
    this.#intervalMs = Math.max(leastIntervalMs, timeoutUs / 1000 / looksPerTimeout);
  }

  /** The account of a client, the same for all its connections. */
  provide(id: string): AckAccount {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const account = new AckAccount();
    this.#accounts.set(id, account);
    return account;
  }

  /** @returns false when there is no client of that name */
  acknowledge(id: string, acknowledgement: Acknowledgement): boolean {
    const account = this.#accounts.get(id);
    if (account === undefined) return false;
    this.#counters.acknowledged += account.acknowledge(acknowledgement);
    return true;
  }

  /** Has `look` called again and again, once there is any account to look at. */
  watch(look: () => void): void {
    this.#timer ??= setInterval(look, this.#intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
