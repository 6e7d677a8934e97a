import type { ServerCapacity } from './storm-settings.js';

/**
 * The accept queues of all servers. Each serves in order of arrival and takes the same time for every connection, one whose client has
 * given up waiting included: a server finds that out only when it answers. So the whole queue is one number, the instant at
 * which the server will be free.
 */
export class AcceptQueues {
  readonly #freeAtUs: Float64Array;
  readonly #serviceUs: number;
  readonly #backlog: number;
  /** Connections served or to be served, and segments that found a queue full. */
  served = 0;
  overflows = 0;

  constructor({ count, backlog, ...capacity }: ServerCapacity) {
    this.#freeAtUs = new Float64Array(count);
    this.#serviceUs = findServiceUs(capacity);
    this.#backlog = backlog;
  }

  /**
   * Whether there is no place. Linux counts a queue full with more than `backlog` connections in it (`sk_acceptq_is_full`); the one
   * that is being served is none of them. A SYN or ACK that finds it full is dropped, and counted as a listen overflow.
   * @param turn which server: attempts are dealt out in turn
   */
  turnsAway(turn: number, atUs: number): boolean {
    const freeAtUs = this.#freeAtUs[turn % this.#freeAtUs.length] as number;
    if (freeAtUs <= atUs) return false;
    const waiting = Math.ceil((freeAtUs - atUs) / this.#serviceUs - rounding) - 1;
    if (waiting <= this.#backlog) return false;
    this.overflows++;
    return true;
  }

  /** @returns when the handshake will be over */
  join(turn: number, atUs: number): number {
    const server = turn % this.#freeAtUs.length;
    const endUs = Math.max(this.#freeAtUs[server] as number, atUs) + this.#serviceUs;
    this.#freeAtUs[server] = endUs;
    this.served++;
    return endUs;
  }
}

/** Microseconds from taking a connection off the queue to taking the next one. */
export function findServiceUs({
  acceptPerSecond,
  handshakeUs,
}: Pick<ServerCapacity, 'acceptPerSecond' | 'handshakeUs'>): number {
  return Math.max(1e6 / acceptPerSecond, handshakeUs);
}

/** Sums of service times are not exact: a whole number of them must not count as one more. */
const rounding = 1e-6;
