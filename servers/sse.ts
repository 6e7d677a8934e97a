import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { paths } from '../src/wire/protocol.js';
import { Broadcaster } from './broadcaster.js';
import { readRoom } from './chat-route.js';
import type { EchoSubscriber } from './echo-desk.js';
import { readEchoClient, wantsAcks } from './echo-route.js';
import { Heartbeat } from './heartbeat.js';
import { checkCapacity, RequestError, readCursor } from './http-answer.js';
import { resetSocket } from './reset-socket.js';
import {
  encodeEchoEvent,
  encodeMessageEvent,
  encodeNoticeEvent,
  keepAliveChunk,
  lastChunk,
} from './sse-event.js';
import { StreamClient } from './stream-client.js';
import type { EndHow, ServedConnection, ServerContext, TransportServer } from './transport-server.js';

const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  // nginx would collect events in its buffer otherwise.
  'X-Accel-Buffering': 'no',
};
/** A closing client that reads nothing for this long is destroyed. */
const lingerMs = 1000;

class SseClient extends StreamClient implements EchoSubscriber {
  constructor(
    socket: Socket,
    readonly broadcaster: Broadcaster<SseClient>,
    readonly roomBytes: number,
    echoId: string | undefined,
  ) {
    super(socket, echoId);
  }

  giveEcho(payload: Buffer): boolean {
    if (!this.isOpen || this.socket.writableLength >= this.roomBytes) return false;
    this.socket.write(encodeEchoEvent(payload));
    return true;
  }

  end(how: EndHow): void {
    this.broadcaster.leave(this);
    if (how === 'reset') {
      resetSocket(this.socket);
      return;
    }
    this.socket.setTimeout(lingerMs);
    this.socket.write(lastChunk);
    this.socket.destroySoon();
  }

  /** Without the last chunk, so that the client sees a stream that broke off and resumes from its last event. */
  cutOff(): void {
    this.socket.destroy();
  }
}

/** Server-sent events: the event `subscribed`, then one event `message` per message. */
export class SseServer implements TransportServer {
  readonly path = paths.sse;
  readonly #context: ServerContext;
  readonly #broadcaster: Broadcaster<SseClient>;
  readonly #heartbeat: Heartbeat<SseClient>;

  constructor(context: ServerContext) {
    const retryMs = Math.ceil(context.options.retryUs / 1000);
    this.#context = context;
    this.#heartbeat = new Heartbeat(context.options.heartbeatUs, keepAlive);
    this.#broadcaster = new Broadcaster<SseClient>(
      context,
      { encodeMessage: encodeMessageEvent, encodeNotice: (notice) => encodeNoticeEvent(notice, retryMs) },
      (client) => this.#onLeave(client),
    );
  }

  get connections(): number {
    return this.#broadcaster.size;
  }

  listConnections(): ServedConnection[] {
    return this.#broadcaster.listClients();
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    if (request.httpVersion !== '1.1') {
      throw new RequestError(505, 'the stream needs HTTP/1.1 (nginx: proxy_http_version 1.1)');
    }
    // A reconnecting EventSource repeats the address it was made with, so its header is the newer of the two.
    const lastEventId = request.headers['last-event-id'];
    const text = (Array.isArray(lastEventId) ? lastEventId[0] : lastEventId) || query.get('lastEventId');
    const cursor = readCursor(text || query.get('cursor'));
    checkCapacity(this.#context, this.connections);
    const echoId = readEchoClient(query);
    const room = readRoom(query);
    const { socket } = response;
    if (socket === null) {
      // Pipelined behind an answer that is still under way: it would wait for as long as that stream lasts.
      request.socket.destroy();
      return;
    }
    // Headers, notice and replay leave together.
    socket.cork();
    // What it says about idle connections does not apply to a stream.
    response.removeHeader('Connection');
    response.writeHead(200, streamHeaders);
    response.flushHeaders();
    // From here on chunks are written to the socket itself: `response.write` would encode each message again for
    // every client and write length, bytes and line end apart.
    const client = new SseClient(socket, this.#broadcaster, this.#context.options.bufferBytes, echoId);
    this.#heartbeat.add(client);
    if (echoId !== undefined) this.#context.echoes.join(echoId, client);
    if (echoId !== undefined && wantsAcks(query)) client.account = this.#context.acks.provide(echoId);
    this.#broadcaster.join(client, cursor);
    if (echoId !== undefined && room !== undefined) {
      client.room = room;
      this.#context.rooms.join(room, echoId, client);
    }
    socket.uncork();
  }

  #onLeave(client: SseClient): void {
    this.#heartbeat.remove(client);
    const { echoId, room } = client;
    if (echoId === undefined) return;
    this.#context.echoes.leave(echoId, client);
    if (room !== undefined) this.#context.rooms.leave(room, echoId, client);
  }

  dispose(): void {
    this.#heartbeat.stop();
    this.#broadcaster.dispose();
  }
}

/** Bytes that still wait to be sent keep the connection alive as well as a comment behind them. */
function keepAlive(client: SseClient): void {
  if (client.isOpen && client.socket.writableLength === 0) client.socket.write(keepAliveChunk);
}
