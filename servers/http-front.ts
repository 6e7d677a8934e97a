import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { paths } from '../src/wire/protocol.js';
import { receiveAcknowledgement } from './ack-route.js';
import { answerPrompt, answerReady } from './answer-route.js';
import { receiveChat } from './chat-route.js';
import { answerClock } from './clock-route.js';
import { allowReading, answerPreflight, isPreflight, refuseOtherOrigins } from './cross-origin.js';
import { disconnectShare } from './disconnect-route.js';
import { type Door, OpenDoor } from './door.js';
import { drainConnections } from './drain-route.js';
import { receiveEcho } from './echo-route.js';
import {
  answerError,
  answerJson,
  answerRaw,
  createUnavailable,
  RequestError,
  toRequestError,
} from './http-answer.js';
import { PacedDoor } from './paced-door.js';
import { receivePublish } from './publish-route.js';
import type { StatsMeter } from './stats.js';
import type { TlsIdentity } from './tls-identity.js';
import type { ServedConnection, ServerContext, TransportServer } from './transport-server.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly handle: (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => unknown;
}

/** An idle connection stays this long between two polls; a poll period beyond it costs a connection per poll. */
const keepAliveTimeoutMs = 120_000;
/** Bounds of receiving one request; how long its answer takes, as with a held poll or a stream, is not bounded. */
const headersTimeoutMs = 60_000;
const requestTimeoutMs = 300_000;

/** The HTTP server all transports share: routes, control requests, and an orderly end. */
export class HttpFront {
  readonly #context: ServerContext;
  readonly #transports: readonly TransportServer[];
  readonly #server: Server;
  readonly #door: Door;
  /** The second port, where nobody waits behind clients; undefined: there is none. */
  readonly #control: Door | undefined;
  readonly #controlServer: Server | undefined;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #beneathTls = new Set<Socket>();
  #isStopping = false;

  /**
   * @param transports each with a path of its own
   * @param identity what the server proves itself with under TLS; undefined: it speaks HTTP without TLS
   */
  constructor(
    context: ServerContext,
    transports: readonly TransportServer[],
    meter: StatsMeter,
    identity: TlsIdentity | undefined,
  ) {
    this.#context = context;
    this.#transports = transports;
    this.#routes = new Map<string, Route>([
      ...transports.map((transport): [string, Route] => [
        transport.path,
        { method: 'GET', handle: (...exchange) => transport.handleRequest(...exchange) },
      ]),
      [
        paths.publish,
        { method: 'POST', handle: (request, response) => receivePublish(context, request, response) },
      ],
      [paths.echo, { method: 'POST', handle: (...exchange) => receiveEcho(context, ...exchange) }],
      [paths.acks, { method: 'POST', handle: (...exchange) => receiveAcknowledgement(context, ...exchange) }],
      [paths.tokens, { method: 'POST', handle: (...exchange) => answerPrompt(context, ...exchange) }],
      [
        paths.tokensReady,
        { method: 'GET', handle: (request, response) => answerReady(context, request, response) },
      ],
      [paths.chat, { method: 'POST', handle: (...exchange) => receiveChat(context, ...exchange) }],
      [paths.stats, { method: 'GET', handle: (_, response) => answerJson(response, 200, meter.read()) }],
      [paths.clock, { method: 'GET', handle: (_, response) => answerClock(response, context.clock) }],
      [
        paths.drain,
        {
          method: 'POST',
          handle: (_, response, query) =>
            drainConnections(
              () => this.#listConnections(),
              query,
              context.clock,
              () => this.#door.shut(),
            ).then(
              (drained) => answerJson(response, 200, { drained }),
              (error: unknown) => answerError(response, toRequestError(error, context.counters)),
            ),
        },
      ],
      [
        paths.disconnect,
        {
          method: 'POST',
          handle: (_, response, query) =>
            answerJson(response, 200, { disconnected: disconnectShare(this.#listConnections(), query) }),
        },
      ],
    ]);
    this.#server = this.#createServer(identity);
    if (transports.some(({ handleUpgrade }) => handleUpgrade !== undefined)) {
      this.#server.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
    }
    this.#door = createDoor(this.#server, context);
    const { host, controlPort } = context.options;
    if (controlPort === undefined) return;
    this.#controlServer = this.#createServer(identity);
    this.#control = new OpenDoor(this.#controlServer, { host, port: controlPort, backlog: controlBacklog });
  }

  /**
   * @returns the ports
   * @throws the system's error, e.g. code EADDRINUSE
   */
  async listen(): Promise<{ port: number; controlPort: number | undefined }> {
    const port = await this.#door.listen();
    try {
      return { port, controlPort: await this.#control?.listen() };
    } catch (error) {
      await this.#door.close();
      throw error;
    }
  }

  /** Stops accepting, ends every client in order, and after `graceMs` destroys what is left. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const closed = Promise.all([this.#door.close(), this.#control?.close()]);
    for (const transport of this.#transports) transport.refuseWaiting?.();
    for (const connection of this.#listConnections()) connection.end('stop');
    const timer = setTimeout(() => {
      this.#server.closeAllConnections();
      this.#controlServer?.closeAllConnections();
      for (const socket of this.#beneathTls) socket.destroy();
      this.#dispose();
    }, graceMs);
    await closed;
    clearTimeout(timer);
    this.#dispose();
  }

  #createServer(identity: TlsIdentity | undefined): Server {
    const server = createHttpServer(
      identity,
      {
        // Nagle's algorithm would hold small messages back until the client acknowledges the one before.
        noDelay: true,
        keepAliveTimeout: keepAliveTimeoutMs,
        headersTimeout: headersTimeoutMs,
        requestTimeout: requestTimeoutMs,
      },
      (request, response) => this.#onRequest(request, response),
    );
    const { keepAliveUs } = this.#context.options;
    // Not by an option of the server: connections that a paced door accepted come by here, too.
    if (keepAliveUs !== undefined)
      server.on('connection', (socket: Socket) => socket.setKeepAlive(true, keepAliveUs / 1000));
    // Connections whose TLS handshake is not over are unknown to the HTTP server and would outlast its end.
    if (identity !== undefined) server.on('connection', (socket: Socket) => this.#watch(socket));
    server.on('clientError', (error, socket) => this.#onClientError(error, socket));
    return server;
  }

  #dispose(): void {
    for (const transport of this.#transports) transport.dispose();
  }

  #listConnections(): ServedConnection[] {
    return this.#transports.flatMap((transport) => transport.listConnections());
  }

  #findTransport(path: string): TransportServer | undefined {
    return this.#transports.find((transport) => transport.path === path);
  }

  #watch(socket: Socket): void {
    this.#beneathTls.add(socket);
    socket.once('close', () => this.#beneathTls.delete(socket));
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    try {
      if (this.#isStopping) throw createUnavailable('the server is stopping', this.#context.options.retryUs);
      const { path, query } = splitTarget(request.url);
      if (this.#findTransport(path) !== undefined) {
        allowReading(request, response);
        if (isPreflight(request)) {
          answerPreflight(response);
          return;
        }
      } else refuseOtherOrigins(request);
      this.#findRoute(path, request.method).handle(request, response, query);
    } catch (error) {
      answerError(response, toRequestError(error, this.#context.counters));
    }
  }

  #findRoute(path: string, method: string | undefined): Route {
    const route = this.#routes.get(path);
    if (route === undefined) throw new RequestError(404, `nothing is served at ${path}`);
    if (route.method !== method) {
      throw new RequestError(405, `${path} takes ${route.method}`, { Allow: route.method });
    }
    return route;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!(socket instanceof Socket)) {
      socket.destroy();
      return;
    }
    try {
      if (this.#isStopping) throw createUnavailable('the server is stopping', this.#context.options.retryUs);
      const { path, query } = splitTarget(request.url);
      const transport = this.#findTransport(path);
      if (transport?.handleUpgrade === undefined)
        throw new RequestError(404, `nothing is served at ${path} that could be upgraded to`);
      transport.handleUpgrade(request, socket, head, query);
    } catch (error) {
      // The HTTP server no longer listens for errors of this socket; one without a listener ends the process.
      socket.on('error', () => socket.destroy());
      answerRaw(socket, toRequestError(error, this.#context.counters));
    }
  }

  /** What the HTTP parser could not read. A connection that broke off meanwhile is nobody's mistake. */
  #onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (isBroken(error) || !(socket instanceof Socket) || !isReadyForAnswer(socket)) {
      socket.destroy();
      return;
    }
    this.#context.counters.requestsFailed++;
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
    answerRaw(socket, new RequestError(status, 'the request could not be read'));
  }
}

/** Publisher and coordinator. */
const controlBacklog = 64;

function createDoor(server: Server, { options, clock }: ServerContext): Door {
  const { host, port, backlog, acceptRatePerSecond: ratePerSecond, warmUpUs } = options;
  const address = { host, port, backlog };
  const isPaced = ratePerSecond !== undefined || warmUpUs > 0;
  return isPaced
    ? new PacedDoor(server, address, { ratePerSecond, warmUpUs }, clock)
    : new OpenDoor(server, address);
}

function createHttpServer(
  identity: TlsIdentity | undefined,
  options: ServerOptions,
  listener: RequestListener,
): Server {
  if (identity === undefined) return createServer(options, listener);
  const { key, certificate } = identity;
  return createSecureServer({ ...options, key, cert: certificate, minVersion: 'TLSv1.3' }, listener);
}

/** Connections that broke off, and those on which TLS could not be agreed: no answer would be read. */
function isBroken({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'ETIMEDOUT' || /^(ERR_(SSL|TLS)_|EPROTO)/.test(code ?? '');
}

/**
 * Whether an answer written to the socket would be read as one. In the middle of a stream it would not; Node's own
 * handler of client errors makes the same check, through the same undocumented field.
 */
function isReadyForAnswer(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket.writable && socket._httpMessage?.headersSent !== true;
}

function splitTarget(target = '/'): { path: string; query: URLSearchParams } {
  const at = target.indexOf('?');
  if (at < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}
