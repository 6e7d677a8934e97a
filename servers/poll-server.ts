import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { readRoom } from './chat-route.js';
import type { EchoSubscriber } from './echo-desk.js';
import { readEchoClient } from './echo-route.js';
import { FlawedAnswers } from './flaws/flawed-answers.js';
import { checkCapacity, readCursor } from './http-answer.js';
import type { ResumePoint } from './hub.js';
import { BatchEncoder, type EncodedBatch, type PollAnswers } from './poll-batch.js';
import { resetSocket } from './reset-socket.js';
import type { EndHow, ServedConnection, ServerContext, TransportServer } from './transport-server.js';

/** A poll that the server keeps waiting. */
export interface WaitingPoll {
  /** Answers it with what there is. */
  answer(): void;
  /** Answers it 204; with `closing` the connection ends after the answer. */
  answerEmpty(closing: boolean): void;
  /** Forgets it without an answer: its connection is gone. */
  drop(): void;
}

/** A socket on which polls came in. */
export class PollConnection implements ServedConnection, EchoSubscriber {
  waiting: WaitingPoll | undefined;
  /** The next answer is to be the last one. */
  isDrained = false;
  /** The name by which the client has its own messages echoed; undefined when it does not. */
  echoId: string | undefined;
  room: string | undefined;
  #echoes: Buffer[] = [];
  #echoBytes = 0;

  /** @param roomBytes for echoes that wait for the next poll */
  constructor(
    readonly socket: Socket,
    readonly roomBytes: number,
    readonly onEnd: (connection: PollConnection) => void,
  ) {}

  giveEcho(payload: Buffer): boolean {
    if (this.#echoBytes + payload.length > this.roomBytes) return false;
    this.#echoes.push(payload);
    this.#echoBytes += payload.length;
    this.waiting?.answer();
    return true;
  }

  /** Echoes that wait for the client. */
  get hasEchoes(): boolean {
    return this.#echoes.length > 0;
  }

  takeEchoes(): Buffer[] {
    const echoes = this.#echoes;
    this.#echoes = [];
    this.#echoBytes = 0;
    return echoes;
  }

  end(how: EndHow): void {
    const { waiting } = this;
    if (how === 'drain' && waiting === undefined) {
      this.isDrained = true;
      return;
    }
    if (how !== 'reset' && waiting !== undefined) waiting.answerEmpty(true);
    this.onEnd(this);
    if (how === 'reset') resetSocket(this.socket);
    else if (waiting === undefined) this.socket.destroySoon();
  }
}

/** One poll that found nothing new. */
export interface Poll {
  readonly connection: PollConnection;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly point: ResumePoint;
}

/**
 * Both kinds of polling; they differ in what they do with a poll that finds nothing new.
 * Nothing is buffered between polls: the client brings its cursor, the history has the messages.
 */
export abstract class PollServer implements TransportServer {
  abstract readonly path: string;
  protected readonly context: ServerContext;
  readonly #answers: PollAnswers;
  readonly #connections = new Map<Socket, PollConnection>();

  constructor(context: ServerContext) {
    this.context = context;
    const { flaws } = context;
    this.#answers = flaws === undefined ? new BatchEncoder(context) : new FlawedAnswers(context, flaws);
  }

  get connections(): number {
    return this.#connections.size;
  }

  listConnections(): ServedConnection[] {
    return [...this.#connections.values()];
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const cursor = readCursor(query.get('cursor'));
    const echoId = readEchoClient(query);
    const room = readRoom(query);
    const connection = this.#connections.get(request.socket) ?? this.#admit(request.socket);
    if (echoId !== undefined) this.#nameClient(connection, echoId, room);
    // A second poll on the same connection says that the client does not wait for the first any more.
    connection.waiting?.answerEmpty(false);
    this.context.counters.polls++;
    const { hub } = this.context;
    const point = hub.locate(cursor);
    // A client that keeps no cursor asks for what is yet to come: it is not told where the stream is.
    const isBlind = cursor === undefined && query.get('new') === '1';
    const hasNews = (cursor === undefined && !isBlind) || point.gap || point.from < hub.newest;
    const isResume = query.get('wait') === '0';
    if (hasNews || isResume || connection.hasEchoes) {
      this.answerBatch({ connection, response, point }, isResume);
    } else if (connection.isDrained) {
      this.answerEmpty(response, true);
      this.#leave(connection);
    } else this.answerNothingNew({ connection, response, query, point });
  }

  dispose(): void {}

  protected abstract answerNothingNew(poll: Poll): void;

  protected answerBatch(
    { connection, response, point }: Pick<Poll, 'connection' | 'response' | 'point'>,
    withHead = false,
  ): void {
    const batch = this.#answers.encode(point, withHead, response.req.socket, connection.takeEchoes());
    const { messages, cutAt } = batch;
    this.context.counters.delivered += messages;
    const gzip = this.context.options.compression ? zipIfWorth(batch, response.req) : undefined;
    const body = gzip ?? batch.body;
    keepHeadersShort(response);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      ...(gzip !== undefined ? { 'Content-Encoding': 'gzip' } : {}),
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      ...(connection.isDrained ? { Connection: 'close' } : {}),
    });
    if (connection.isDrained) this.#leave(connection);
    if (cutAt === undefined) response.end(body);
    else breakOff(response, body.subarray(0, cutAt));
  }

  /** 204 has no body and no Content-Length (RFC 9110 §8.6); its end is the end of its headers. */
  protected answerEmpty(response: ServerResponse, closing: boolean): void {
    this.context.counters.emptyPolls++;
    keepHeadersShort(response);
    response.writeHead(204, {
      'Cache-Control': 'no-store',
      ...(closing ? { Connection: 'close' } : {}),
    });
    response.end();
  }

  #admit(socket: Socket): PollConnection {
    checkCapacity(this.context, this.connections);
    const connection = new PollConnection(socket, this.context.options.bufferBytes, () =>
      this.#leave(connection),
    );
    this.#connections.set(socket, connection);
    this.context.counters.connectionsOpened++;
    socket.once('close', () => this.#leave(connection));
    this.context.reaps.watch(socket);
    return connection;
  }

  #nameClient(connection: PollConnection, echoId: string, room: string | undefined): void {
    if (connection.echoId === echoId) return;
    connection.echoId = echoId;
    connection.room = room;
    this.context.echoes.join(echoId, connection);
    if (room !== undefined) this.context.rooms.join(room, echoId, connection);
  }

  #leave(connection: PollConnection): void {
    const { echoId, room } = connection;
    if (echoId !== undefined) this.context.echoes.leave(echoId, connection);
    if (echoId !== undefined && room !== undefined) this.context.rooms.leave(room, echoId, connection);
    connection.waiting?.drop();
    if (this.#connections.delete(connection.socket)) this.context.counters.connectionsClosed++;
  }
}

/**
 * The body under gzip, made once for all who take it.
 * @returns undefined when the client does not accept gzip (RFC 9110 §12.5.3), or the batch is not smaller that way; one
 *   without messages never is
 */
function zipIfWorth(batch: EncodedBatch, { headers }: IncomingMessage): Buffer | undefined {
  const accepted = headers['accept-encoding'];
  const accepts = typeof accepted === 'string' && /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accepted);
  if (!accepts || batch.messages === 0 || batch.cutAt !== undefined) return undefined;
  batch.gzip ??= gzipSync(batch.body);
  return batch.gzip.length < batch.body.length ? batch.gzip : undefined;
}

/** HTTP/1.1 connections persist without being told so (RFC 9112 §9.3): the header would be 24 bytes per poll. */
function keepHeadersShort(response: ServerResponse): void {
  response.removeHeader('Connection');
}

function breakOff(response: ServerResponse, begun: Buffer): void {
  response.write(begun);
  response.req.socket.destroySoon();
}
