import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { paths } from '../src/wire/protocol.js';
import { takeAcknowledgement } from './ack-route.js';
import { Broadcaster, type StreamEncoding } from './broadcaster.js';
import { readRoom } from './chat-route.js';
import type { EchoSubscriber } from './echo-desk.js';
import { readEchoClient, wantsAcks } from './echo-route.js';
import { Heartbeat } from './heartbeat.js';
import { answerRaw, checkCapacity, RequestError, readCursor } from './http-answer.js';
import { resetSocket } from './reset-socket.js';
import { StreamClient } from './stream-client.js';
import type { EndHow, ServedConnection, ServerContext, TransportServer } from './transport-server.js';
import { encodeCompressedFrame, encodeFrame, opcodes } from './websocket-frame.js';

/** RFC 6455 §7.4.1 and the IANA registry of close codes. */
const closeCodes = { goingAway: 1001, serviceRestart: 1012, tryAgainLater: 1013 } as const;
/** How long a close frame may remain unanswered before the socket is destroyed. */
const closeTimeoutMs = 1000;
/** Clients say pongs, and what they want echoed. */
const maxUpstreamBytes = 64 * 1024;

const pingFrame = encodeFrame(opcodes.ping, Buffer.alloc(0));

const encoding: StreamEncoding = {
  encodeMessage: (_cursor, payload, compressed) =>
    compressed ? encodeCompressedFrame(opcodes.binary, payload) : encodeFrame(opcodes.binary, payload),
  encodeNotice: (notice) => encodeFrame(opcodes.text, Buffer.from(JSON.stringify(notice))),
};

class WebSocketClient extends StreamClient implements EchoSubscriber {
  /** `socket.bytesRead` when it was last pinged; -1 before the first ping. */
  bytesReadAtPing = -1;
  override readonly compressed: boolean;

  constructor(
    socket: Socket,
    readonly ws: WebSocket,
    readonly broadcaster: Broadcaster<WebSocketClient>,
    readonly roomBytes: number,
    id: string | undefined,
  ) {
    super(socket, id);
    this.compressed = ws.extensions !== '';
  }

  /** Nothing may follow a close frame. */
  override get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN && this.socket.writable;
  }

  end(how: EndHow): void {
    this.broadcaster.leave(this);
    if (how === 'reset') resetSocket(this.socket);
    else this.ws.close(how === 'close' ? closeCodes.serviceRestart : closeCodes.goingAway);
  }

  giveEcho(payload: Buffer): boolean {
    if (!this.isOpen || this.socket.writableLength >= this.roomBytes) return false;
    this.socket.write(encodeFrame(opcodes.binary, payload));
    return true;
  }

  /** The close frame waits behind the full buffer, so it arrives only if the client reads on within the time-out. */
  cutOff(): void {
    this.ws.close(closeCodes.tryAgainLater);
  }
}

/** WebSocket: a text frame with the subscribed notice, then one binary frame per message. */
export class WebSocketTransportServer implements TransportServer {
  readonly path = paths.websocket;
  readonly #context: ServerContext;
  readonly #server: WebSocketServer;
  readonly #broadcaster: Broadcaster<WebSocketClient>;
  readonly #heartbeat: Heartbeat<WebSocketClient>;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#heartbeat = new Heartbeat(context.options.heartbeatUs, (client) => this.#beat(client));
    this.#broadcaster = new Broadcaster(context, encoding, (client) => this.#onLeave(client));
    const options = {
      noServer: true,
      // Without context takeover a message compresses to the same bytes for every client.
      perMessageDeflate: context.options.compression && {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
      },
      maxPayload: maxUpstreamBytes,
      closeTimeout: closeTimeoutMs,
    };
    this.#server = new WebSocketServer(options);
    this.#server.on('wsClientError', (error, socket) => {
      context.counters.requestsFailed++;
      // RFC 6455 §4.4: whoever asks for another version is told which one is spoken here.
      answerRaw(socket as Socket, new RequestError(400, error.message, { 'Sec-WebSocket-Version': '13' }));
    });
  }

  get connections(): number {
    return this.#broadcaster.size;
  }

  listConnections(): ServedConnection[] {
    return this.#broadcaster.listClients();
  }

  handleRequest(_request: IncomingMessage, _response: ServerResponse): void {
    // RFC 9110 §15.5.22: a 426 names the protocol to upgrade to.
    throw new RequestError(426, `${this.path} speaks WebSocket only`, {
      Upgrade: 'websocket',
      Connection: 'Upgrade',
    });
  }

  handleUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, query: URLSearchParams): void {
    const cursor = readCursor(query.get('cursor'));
    const id = readEchoClient(query);
    const room = readRoom(query);
    const acknowledges = id !== undefined && wantsAcks(query);
    checkCapacity(this.#context, this.connections);
    // Handshake and notice leave as one segment.
    socket.cork();
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const { bufferBytes } = this.#context.options;
      const client = new WebSocketClient(socket, ws, this.#broadcaster, bufferBytes, id);
      // ws has answered a client's protocol error with the right close code by the time it tells.
      ws.on('error', () => this.#context.counters.requestsFailed++);
      if (acknowledges) this.#expectAcks(client, id);
      else if (id !== undefined && room !== undefined) this.#expectChat(client, id, room);
      else if (id !== undefined) ws.on('message', (data, isBinary) => this.#echo(client, data, isBinary));
      this.#heartbeat.add(client);
      // Messages are written to the socket beneath `ws`, which would otherwise frame them once per client. That is
      // safe because `ws` itself sends control frames only, which are never compressed and go out at once and whole.
      this.#broadcaster.join(client, cursor);
      if (id !== undefined && client.room !== undefined) this.#context.rooms.join(client.room, id, client);
    });
    socket.uncork();
  }

  dispose(): void {
    for (const ws of this.#server.clients) ws.terminate();
    this.#heartbeat.stop();
    this.#broadcaster.dispose();
  }

  #onLeave(client: WebSocketClient): void {
    this.#heartbeat.remove(client);
    const { echoId, room } = client;
    if (echoId !== undefined && room !== undefined) this.#context.rooms.leave(room, echoId, client);
  }

  /** What a client in a room says goes to the others there. */
  #expectChat(client: WebSocketClient, id: string, room: string): void {
    client.room = room;
    client.ws.on('message', (data, isBinary) => {
      // `ws` hands up one buffer per message unless told otherwise.
      if (isBinary) this.#context.rooms.say(id, data as Buffer);
    });
  }

  #expectAcks(client: WebSocketClient, id: string): void {
    client.account = this.#context.acks.provide(id);
    client.ws.on('message', (data, isBinary) => {
      const error = isBinary ? undefined : takeAcknowledgement(this.#context, id, String(data));
      if (error !== undefined) this.#context.counters.requestsFailed++;
    });
  }

  /** Sends a client's own message back to it alone. Text and what it has no room for are ignored. */
  #echo(client: WebSocketClient, data: RawData, isBinary: boolean): void {
    const { counters, flaws } = this.#context;
    const give = (): boolean => {
      // `ws` hands up one buffer per message unless told otherwise.
      if (!client.giveEcho(data as Buffer)) return false;
      counters.echoed++;
      return true;
    };
    if (!isBinary) return;
    if (flaws === undefined) give();
    else flaws.giveEcho(give);
  }

  /** Pings; a client from which not one byte came since the last ping, not even its pong, is gone. */
  #beat(client: WebSocketClient): void {
    const { bytesRead } = client.socket;
    if (bytesRead === client.bytesReadAtPing) {
      this.#context.counters.reaped++;
      this.#context.reaps.note('ping');
      this.#broadcaster.leave(client);
      client.ws.terminate();
      return;
    }
    client.bytesReadAtPing = bytesRead;
    if (client.isOpen) client.socket.write(pingFrame);
  }
}
