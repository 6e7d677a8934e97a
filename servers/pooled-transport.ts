import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HandlerPool, Job } from './handler-pool.js';
import {
  answerError,
  answerRaw,
  createUnavailable,
  type RequestError,
  toRequestError,
} from './http-answer.js';
import type { ServedConnection, ServerContext, TransportServer } from './transport-server.js';

/** A client's request that has, or waits for, a handler. */
interface PooledJob extends Job {
  readonly socket: Socket;
  refuse(error: RequestError): void;
}

/**
 * Stands before a transport's server and behaves as one thread per request would: each request of a client takes a handler
 * until it is done, a held poll until it is answered, a stream or a WebSocket connection until it ends. Control requests
 * have their own way in.
 */
export class PooledTransport implements TransportServer {
  readonly handleUpgrade?: NonNullable<TransportServer['handleUpgrade']>;
  readonly #inner: TransportServer;
  readonly #context: ServerContext;
  readonly #pool: HandlerPool;
  /** Sockets of which a request has been served: a later request that waits does so on a connection that counts. */
  readonly #served = new WeakSet<Socket>();
  readonly #waiting = new Set<PooledJob>();

  /** @param pool may be shared by several transports */
  constructor(inner: TransportServer, context: ServerContext, pool: HandlerPool) {
    this.#inner = inner;
    this.#context = context;
    this.#pool = pool;
    if (inner.handleUpgrade !== undefined) this.handleUpgrade = (...given) => this.#upgrade(...given);
  }

  get path(): string {
    return this.#inner.path;
  }

  get connections(): number {
    return this.#inner.connections;
  }

  get waiting(): number {
    let count = 0;
    for (const { socket } of this.#waiting) if (!this.#served.has(socket)) count++;
    return count;
  }

  listConnections(): ServedConnection[] {
    return this.#inner.listConnections();
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const refuse = (error: RequestError): void => answerError(response, error);
    const job = this.#createJob(request.socket, refuse, () =>
      this.#inner.handleRequest(request, response, query),
    );
    response.once('close', () => this.#finish(job));
    this.#enter(job);
  }

  refuseWaiting(): void {
    const stopping = createUnavailable('the server is stopping', this.#context.options.retryUs);
    for (const job of [...this.#waiting]) {
      this.#finish(job);
      job.refuse(stopping);
    }
  }

  dispose(): void {
    for (const { socket } of this.#waiting) socket.destroy();
    this.#waiting.clear();
    this.#inner.dispose();
  }

  /** While it waits nobody else reads the socket, so nobody else would notice its end. */
  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer, query: URLSearchParams): void {
    const leave = (): void => void socket.destroy();
    const refuse = (error: RequestError): void => {
      socket.on('error', leave);
      answerRaw(socket, error);
    };
    const job = this.#createJob(socket, refuse, () => {
      socket.off('error', leave).off('end', leave);
      this.#inner.handleUpgrade?.(request, socket, head, query);
    });
    socket.once('close', () => this.#finish(job));
    socket.on('error', leave).on('end', leave);
    this.#enter(job);
    if (this.#waiting.has(job)) socket.resume();
  }

  #createJob(socket: Socket, refuse: (error: RequestError) => void, serve: () => void): PooledJob {
    const job: PooledJob = {
      socket,
      refuse,
      start: () => {
        this.#waiting.delete(job);
        this.#served.add(socket);
        try {
          serve();
        } catch (error) {
          refuse(toRequestError(error, this.#context.counters));
        }
      },
    };
    return job;
  }

  #enter(job: PooledJob): void {
    const outcome = this.#pool.enter(job);
    if (outcome === 'waiting') this.#waiting.add(job);
    if (outcome !== 'refused') return;
    this.#context.counters.notAdmitted++;
    job.refuse(createUnavailable('too many requests wait', this.#context.options.retryUs));
  }

  #finish(job: PooledJob): void {
    this.#waiting.delete(job);
    this.#pool.finish(job);
  }
}
