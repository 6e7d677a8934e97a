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
export class SimulatedTransport implements Transport, ConnectionHome {
  readonly name: TransportName;
  readonly context: TransportContext;
  readonly endpoint: Endpoint;
  readonly #connectionClass: ConnectionClass;
  readonly #unsettled = new Set<UnsettledConnection>();
  #onSettled: (() => void)[] = [];

  constructor(name: TransportName, context: TransportContext, connectionClass: ConnectionClass) {
    this.name = name;
    this.context = context;
    this.endpoint = parseEndpoint(context.url, context.certificate, context.described?.secureName);
    this.#connectionClass = connectionClass;
  }

  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection {
    return new this.#connectionClass(this, request, handlers);
  }

  async settle(patienceMs: number): Promise<void> {
    if (this.#unsettled.size === 0) return;
    const timer = setTimeout(() => this.#destroyAll(), patienceMs);
    await new Promise<void>((resolve) => this.#onSettled.push(resolve));
    clearTimeout(timer);
  }

  addUnsettled(connection: UnsettledConnection): void {
    this.#unsettled.add(connection);
  }

  removeUnsettled(connection: UnsettledConnection): void {
    if (!this.#unsettled.delete(connection) || this.#unsettled.size > 0) return;
    for (const tell of this.#onSettled.splice(0)) tell();
  }

  /** Destroyed sockets close within the event loop's next turns, and that settles them. */
  #destroyAll(): void {
    for (const connection of this.#unsettled) connection.destroySocket();
  }
}
