import { type Endpoint, parseEndpoint } from './owned-socket.js';
import type {
  Connection,
  ConnectionHandlers,
  ConnectRequest,
  Transport,
  TransportContext,
  TransportName,
} from './transport.js';

/** A connection that has ended but whose socket is not done with. */
export interface UnsettledConnection {
  destroySocket(): void;
}

/** What a connection needs of the transport it belongs to. */
export interface ConnectionHome {
  readonly context: TransportContext;
  readonly endpoint: Endpoint;
  /** The connection has ended; its socket still has to. */
  addUnsettled(connection: UnsettledConnection): void;
  /** The socket is done with and its bytes are counted. */
  removeUnsettled(connection: UnsettledConnection): void;
}

export type ConnectionClass = new (
  home: ConnectionHome,
  request: ConnectRequest,
  handlers: ConnectionHandlers,
) => Connection;

/** Any of the transports: they differ only in the class of their connections. */
export class SimulatedTransport implements Transport {
  readonly name: TransportName;
  /** One for each of the server's processes. */
  readonly #homes: readonly ConnectionHome[];
  readonly #connectionClass: ConnectionClass;
  readonly #unsettled = new Set<UnsettledConnection>();
  #onSettled: (() => void)[] = [];

  constructor(name: TransportName, context: TransportContext, connectionClass: ConnectionClass) {
    this.name = name;
    this.#homes = [context.url, ...(context.peerUrls ?? [])].map((url) => ({
      context,
      endpoint: parseEndpoint(url, context.certificate, context.described?.secureName, context.via),
      addUnsettled: (connection) => void this.#unsettled.add(connection),
      removeUnsettled: (connection) => this.#removeUnsettled(connection),
    }));
    this.#connectionClass = connectionClass;
  }

  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection {
    const home = this.#homes[request.server ?? 0];
    if (home === undefined) throw new RangeError(`there is no server process ${request.server}`);
    return new this.#connectionClass(home, request, handlers);
  }

  async settle(patienceMs: number): Promise<void> {
    if (this.#unsettled.size === 0) return;
    const timer = setTimeout(() => this.#destroyAll(), patienceMs);
    await new Promise<void>((resolve) => this.#onSettled.push(resolve));
    clearTimeout(timer);
  }

  #removeUnsettled(connection: UnsettledConnection): void {
    if (!this.#unsettled.delete(connection) || this.#unsettled.size > 0) return;
    for (const tell of this.#onSettled.splice(0)) tell();
  }

  /** Destroyed sockets close within the event loop's next turns, and that settles them. */
  #destroyAll(): void {
    for (const connection of this.#unsettled) connection.destroySocket();
  }
}
