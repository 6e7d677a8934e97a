import type { ClientHosts } from './storm-settings.js';

/**
 * Processes that hold many clients each, as a load generator's do: one thread, so that its clients' events wait for one another.
 * Clients are dealt out as to load workers, client c to process c mod count.
 */
export class HostLoad {
  readonly #hosts: ClientHosts;
  readonly #freeAtUs: Float64Array;

  constructor(hosts: ClientHosts) {
    this.#hosts = hosts;
    this.#freeAtUs = new Float64Array(hosts.count);
  }

  /** Each returns when the event is taken note of. An attempt's SYN leaves when its turn comes; the rest is known once it is dealt with. */
  lose(client: number, atUs: number): number {
    const { lossUs } = this.#hosts;
    return this.#work(client, atUs, lossUs) + lossUs;
  }

  attempt(client: number, atUs: number): number {
    return this.#work(client, atUs, this.#hosts.attemptUs);
  }

  fail(client: number, atUs: number): number {
    const { failureUs } = this.#hosts;
    return this.#work(client, atUs, failureUs) + failureUs;
  }

  succeed(client: number, atUs: number): number {
    const { successUs } = this.#hosts;
    return this.#work(client, atUs, successUs) + successUs;
  }

  /** @returns when the process begins with it */
  #work(client: number, atUs: number, costUs: number): number {
    const host = client % this.#freeAtUs.length;
    const beginUs = Math.max(atUs, this.#freeAtUs[host] as number);
    this.#freeAtUs[host] = beginUs + costUs;
    return beginUs;
  }
}
