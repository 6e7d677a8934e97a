import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
import { ProxyConnection, type ProxyHome } from './proxy-connection.js';
import type { ProxyCounters, ProxyServerSettings, ToxicOrder } from './proxy-settings.js';

/** As many as the kernel allows: the queue under study is the server's. */
const backlog = 65_535;

/** A TCP proxy before one server, with toxics that come and go. */
export class ProxyServer implements ProxyHome {
  readonly clock: Clock;
  readonly due: DueQueue;
  readonly seed: number;
  readonly idleTimeoutUs: number | undefined;
  readonly stripUpgrade: boolean;
  readonly counters: ProxyCounters = {
    accepted: 0,
    peak: 0,
    unreachable: 0,
    idleClosed: 0,
    upgradesStripped: 0,
    starved: false,
  };
  readonly #settings: ProxyServerSettings;
  readonly #listener: Server;
  readonly #connections = new Set<ProxyConnection>();
  readonly #toxics = new Map<number, ToxicOrder>();

  constructor(settings: ProxyServerSettings, clock: Clock, due: DueQueue) {
    this.#settings = settings;
    this.clock = clock;
    this.due = due;
    this.seed = settings.seed;
    this.idleTimeoutUs = settings.idleTimeoutUs;
    this.stripUpgrade = settings.stripUpgrade;
    for (const order of settings.conditions) this.#toxics.set(order.id, order);
    // One side may end while the other goes on: an end is handed on, not made.
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  /**
   * @returns the port
   * @throws the system's error, e.g. code EADDRINUSE
   */
  async listen(): Promise<number> {
    const { host, port } = this.#settings;
    this.#listener.listen({ host, port, backlog });
    await once(this.#listener, 'listening');
    this.#listener.on('error', () => this.starve());
    const address = this.#listener.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Connections held now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Meets the connections there are, and those made until it is taken away. */
  addToxic(order: ToxicOrder): void {
    this.#toxics.set(order.id, order);
    for (const connection of this.#connections) connection.addToxic(order);
  }

  removeToxic(id: number): void {
    this.#toxics.delete(id);
    for (const connection of [...this.#connections]) connection.removeToxic(id);
  }

  forget(connection: ProxyConnection): void {
    this.#connections.delete(connection);
  }

  count(event: 'unreachable' | 'idleClosed' | 'upgradesStripped'): void {
    this.counters[event]++;
  }

  starve(): void {
    this.counters.starved = true;
  }

  /** Drops all connections and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    for (const connection of [...this.#connections]) connection.destroy();
    await closed;
  }

  #accept(client: Socket): void {
    const { server: origin, localAddresses } = this.#settings;
    const number = this.counters.accepted++;
    const localAddress = localAddresses[number % localAddresses.length];
    const server = connect({
      ...origin,
      allowHalfOpen: true,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const connection = new ProxyConnection(this, number, client, server);
    this.#connections.add(connection);
    this.counters.peak = Math.max(this.counters.peak, this.#connections.size);
    for (const order of this.#toxics.values()) connection.addToxic(order);
  }
}
