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
  /** Connections served or to be served, and arrivals that found a queue full. */
  served = 0;
  overflows = 0;

  constructor({ count, backlog, ...capacity }: ServerCapacity) {
    this.#freeAtUs = new Float64Array(count);
    this.#serviceUs = findServiceUs(capacity);
    this.#backlog = backlog;
  }

  /**
   * @param turn which server: attempts are dealt out in turn
   * @returns when the handshake will be over, or −1 when the queue is full. Linux counts it full with more than `backlog`
   *   connections in it (`sk_acceptq_is_full`); the one that is being served is none of them.
   */
  join(turn: number, atUs: number): number {
    const server = turn % this.#freeAtUs.length;
    const freeAtUs = this.#freeAtUs[server] as number;
    if (freeAtUs <= atUs) {
      const endUs = atUs + this.#serviceUs;
      this.#freeAtUs[server] = endUs;
      this.served++;
      return endUs;
    }
    const waiting = Math.ceil((freeAtUs - atUs) / this.#serviceUs - rounding) - 1;
    if (waiting > this.#backlog) {
      this.overflows++;
      return -1;
    }
    this.#freeAtUs[server] = freeAtUs + this.#serviceUs;
    this.served++;
    return freeAtUs + this.#serviceUs;
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
