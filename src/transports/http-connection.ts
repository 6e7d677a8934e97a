import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { EchoUplink } from './echo-uplink.js';
import { describeError } from './end-cause.js';
import { type Release, SimulatedConnection } from './simulated-connection.js';
import type { ConnectionHome } from './simulated-transport.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest, EchoRequest } from './transport.js';

/** Node's longest timer. */
const longestTimeoutMs = 2 ** 31 - 1;

type ConnectCallback = (...args: [null, Socket] | [Error, null]) => void;
type Headers = Record<string, string | string[] | undefined>;

/**
 * An HTTP/1.1 client on one undici `Client` and one socket. undici would reconnect, time out and close idle
 * sockets by itself; none of that may happen here, because one connection of a simulated client is one TCP
 * connection whose end is the client's to know. The subclass is the handler of its own responses.
 */
export abstract class HttpConnection extends SimulatedConnection implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #options: Dispatcher.DispatchOptions;
  #attach: ConnectCallback | undefined;
  #uplink: EchoUplink | undefined;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.#options = { origin: home.endpoint.origin, path: '', method: 'GET' };
    this.#client = new Client(home.endpoint.origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: longestTimeoutMs,
      keepAliveMaxTimeout: longestTimeoutMs,
      // Outweighs a server's `Keep-Alive: timeout`: whether to close the idle connection is left to the server.
      keepAliveTimeoutThreshold: -longestTimeoutMs,
      connect: (_options, callback) => this.#provideSocket(callback as ConnectCallback),
    });
  }

  abstract onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void;
  abstract onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void;
  abstract onResponseEnd(): void;

  /** undici tells handlers of the present API by this method, so it has to exist. */
  onRequestStart(): void {}

  onResponseError(_controller: unknown, error: Error): void {
    this.finish(this.describeLoss(this.failure ?? error), 'destroy');
  }

  override onSocketConnect(): void {
    this.#attach?.(null, this.socket.stream);
    this.#attach = undefined;
  }

  override onSocketClose(): void {
    this.settle();
    this.finish(this.describeLoss(this.failure), 'destroy');
  }

  /** The uplink is there before the first message, which would pay for it otherwise. */
  protected override becomeSubscribed(): void {
    const { echo } = this.request;
    if (echo !== undefined) this.#uplink = new EchoUplink(this.home, echo);
    super.becomeSubscribed();
  }

  protected override write(payload: string, echo: EchoRequest): void {
    if (this.#uplink === undefined || this.#uplink.closed) this.#uplink = new EchoUplink(this.home, echo);
    this.#uplink.post(payload);
  }

  /** Sends a GET request; one at a time. */
  protected get(path: string, headers?: string[]): void {
    this.#options.path = path;
    if (headers !== undefined) this.#options.headers = headers;
    this.#client.dispatch(this.#options, this);
  }

  /** Posts a text (ASCII); one request at a time. */
  protected post(path: string, body: string, headers: string[]): void {
    this.#client.dispatch({ ...this.#options, path, method: 'POST', headers, body }, this);
  }

  /** Says why the connection ended when the socket did. */
  protected describeLoss(error: Error | undefined): ConnectionEnd {
    return describeError(error);
  }

  protected override release(how: Release): void {
    this.#uplink?.close(how === 'reset' ? 'reset' : 'close');
    if (how === 'reset') this.socket.reset();
    this.#client.destroy(null, ignoreDestroyed);
    // While it is still connecting the socket is not the client's yet.
    if (how !== 'reset') this.socket.destroy();
  }

  #provideSocket(callback: ConnectCallback): void {
    if (this.ended || this.#attach !== undefined || this.socket.connected) {
      callback(new Error('a connection has one socket'), null);
    } else {
      this.#attach = callback;
    }
  }
}

/** `path` with the name under which the client says something, and what that is if not messages to be echoed. */
export function nameClient(path: string, echo: EchoRequest | undefined): string {
  if (echo === undefined) return path;
  const name = `${path}${path.includes('?') ? '&' : '?'}client=${echo.id}`;
  return echo.query === undefined ? name : `${name}&${echo.query}`;
}

/** @returns the first value of a header field, undefined when it is absent. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function ignoreDestroyed(): void {}
