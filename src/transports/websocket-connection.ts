import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { ByteSplit } from '../metrics/byte-split.js';
import { formatCursor } from '../wire/cursor.js';
import { envelopeBytes, isEcho } from '../wire/envelope.js';
import { paths } from '../wire/protocol.js';
import { clientHeaderBytes, lengthBytes, plainCloseBytes } from './client-frame-bytes.js';
import { codeOf, describeError, describeStatus, isProtocolCode } from './end-cause.js';
import { HeartbeatWatch, type Pinging } from './heartbeat-watch.js';
import { nameClient } from './http-connection.js';
import { type Handshake, LinkedWebSocket } from './linked-websocket.js';
import { type Release, SimulatedConnection } from './simulated-connection.js';
import type { ConnectionHome } from './simulated-transport.js';
import { parseSubscribedNotice } from './subscribed-notice.js';
import { recordDataBytes, recordOverheadBytes } from './tls-records.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest, EchoRequest } from './transport.js';
import { WebSocketFrameMeter } from './websocket-frame-meter.js';

/**
 * A WebSocket client on `ws`. Setup is the HTTP upgrade both ways, the notices and the close frames both ways;
 * framing the headers of binary frames both ways; compression what permessage-deflate took from them; heartbeats are
 * pings and pongs both ways: ws answers the server's, and the server answers those of a client with heartbeats of its own.
 * Bytes of a message that was cut short or refused are framing: they brought nothing.
 */
export class WebSocketConnection extends SimulatedConnection implements Pinging {
  readonly #webSocket: LinkedWebSocket;
  protected readonly meter = this.createMeter();
  /** Size of the frames with messages that this side sent. */
  protected ownMessageBytes = 0;
  #upgraded = false;
  #meteredRecords = 0;
  #upgradeReceived = 0;
  #upgradeSent = 0;
  #upgradeSentRecords = 0;
  /** Pings and pongs of this side. */
  #controlBytes = 0;
  #heartbeat: HeartbeatWatch | undefined;
  /** Size of the close frame this side sent of its own accord; 0 when it sent none. */
  #ownCloseBytes = 0;
  /** What ws handed up: the meter cannot tell a message that ws refuses, or ignores after a close frame, from others. */
  protected takenBytes = 0;
  /** Messages sent, the headers of their frames and, under TLS, the records they left in. */
  #sentPayload = 0;
  #sentHeaders = 0;
  #sentRecords = 0;
  /** Frames of acknowledgements sent. */
  #ackBytes = 0;
  #epoch = '';
  #id = 0;
  /** Messages up to this id are replay; −1 on a first connection. */
  #replayEnd = -1;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.#webSocket = new LinkedWebSocket(this.describeHandshake(home), this);
  }

  /** Called while the connection is being made: nothing of a subclass is there yet. */
  protected describeHandshake({ endpoint }: ConnectionHome): Handshake {
    const { cursor, echo } = this.request;
    const query = cursor === undefined ? '' : `?cursor=${cursor}`;
    const url = endpoint.origin + nameClient(paths.websocket + query, echo);
    return { url, protocols: [], headers: {} };
  }

  /** Called while the connection is being made, too. */
  protected createMeter(): WebSocketFrameMeter {
    return new WebSocketFrameMeter();
  }

  /** Sends a text message. */
  protected sendText(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.ownMessageBytes += clientHeaderBytes + lengthBytes(bytes) + bytes;
    this.#webSocket.send(text);
  }

  get cursor(): string | undefined {
    return this.subscribed ? formatCursor(this.#epoch, this.#id) : undefined;
  }

  /** The socket as `createConnection` of `node:http` wants it. */
  get stream(): Socket {
    return this.socket.stream;
  }

  override get tapsSocket(): boolean {
    return true;
  }

  get offersCompression(): boolean {
    return this.context.compression === true;
  }

  onOpen(): void {
    const { socket } = this;
    this.#upgraded = true;
    // What came together with the upgrade response was put back into the socket and is yet to be read from there.
    this.#upgradeReceived = socket.received - socket.stream.readableLength;
    this.#upgradeSent = socket.sent;
    this.#upgradeSentRecords = socket.sentRecords;
    socket.startTap();
  }

  override onSocketData(chunk: Buffer): void {
    this.hear();
    this.meter.feed(chunk);
  }

  override onRecordEnd(): void {
    this.#meteredRecords++;
    this.meter.addBeneath(recordOverheadBytes);
  }

  onFrame(data: RawData, isBinary: boolean): void {
    if (isBinary) this.takenBytes += (data as Buffer).length;
    if (this.ended) return;
    if (!isBinary) this.#takeNotice(String(data));
    else if (this.subscribed) this.#takeMessage(data as Buffer);
    else this.finish({ cause: 'handshake', detail: 'message before the subscribed notice' }, 'destroy');
  }

  onPing(bodyBytes: number): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#controlBytes += clientHeaderBytes + bodyBytes;
  }

  onPong(): void {
    this.#heartbeat?.takePong();
  }

  /** An empty one: `89 80` and a masking key. */
  ping(): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    this.#controlBytes += clientHeaderBytes;
    this.#webSocket.ping();
  }

  missPong(): void {
    const { timeoutUs = 0 } = this.context.heartbeat ?? {};
    this.finish({ cause: 'heartbeat', detail: `no pong within ${timeoutUs} us` }, 'destroy');
  }

  onUnexpectedResponse(response: IncomingMessage): void {
    this.finish(describeStatus(response.statusCode ?? 0, response.headers['retry-after']), 'destroy');
  }

  onWebSocketError(error: Error): void {
    this.failure ??= error;
    if (!this.#upgraded || !isProtocolCode(codeOf(error) ?? '')) return;
    // ws answers a frame it cannot accept with a close frame and lets the closing handshake run.
    this.#ownCloseBytes ||= plainCloseBytes;
    this.finish(describeError(error), 'close');
  }

  onWebSocketClose(code: number): void {
    this.finish(this.#describeClose(code), 'destroy');
    if (this.#isCompressed) this.settle();
  }

  override onSocketClose(): void {
    const { stream } = this.socket;
    // A socket that ws had paused may close with data unread. ws would take that data silently; handing it to all
    // listeners first lets the meter see it too. `read` itself emits nothing any more once the socket has closed.
    const unread = stream.readableLength;
    if (this.#upgraded && unread > 0) stream.emit('data', stream.read(unread));
    // ws may still be inflating what has arrived; it tells of its own end after that.
    if (!this.#isCompressed) this.settle();
  }

  protected override becomeSubscribed(): void {
    super.becomeSubscribed();
    const { heartbeat } = this.context;
    if (heartbeat !== undefined && !this.ended)
      this.#heartbeat = new HeartbeatWatch(this.context, heartbeat, this);
  }

  protected override callOff(): void {
    super.callOff();
    this.#heartbeat?.stop();
  }

  protected override write(payload: string, echo: EchoRequest): void {
    if (echo.purpose === 'acks') {
      this.#ackBytes += clientHeaderBytes + lengthBytes(payload.length) + payload.length;
      this.#sentRecords++;
      this.#webSocket.send(payload);
      return;
    }
    this.#sentPayload += payload.length;
    this.#sentHeaders += clientHeaderBytes + lengthBytes(payload.length);
    this.#sentRecords += Math.ceil(
      (clientHeaderBytes + lengthBytes(payload.length) + payload.length) / recordDataBytes,
    );
    this.#webSocket.send(payload, { binary: true, compress: false });
  }

  protected override release(how: Release): void {
    const webSocket = this.#webSocket;
    if (how === 'reset') this.socket.reset();
    else if (how === 'destroy' || webSocket.readyState === WebSocket.CONNECTING) webSocket.terminate();
    else if (webSocket.readyState === WebSocket.OPEN) {
      this.#ownCloseBytes = plainCloseBytes;
      webSocket.close(1000);
    }
  }

  protected override foldParts(into: ByteSplit): void {
    if (!this.#upgraded) {
      into.setup += this.carriedReceived + this.carriedSent;
      return;
    }
    const { received, sent } = this.socket;
    const { meter } = this;
    // Frames that were written but still queued when the socket went away were never sent.
    const framesSent = sent - this.#upgradeSent;
    const controls = Math.min(this.#controlBytes, framesSent);
    const close = Math.min(this.#closeBytes(), framesSent - controls);
    const messages = Math.min(this.ownMessageBytes, framesSent - controls - close);
    const unread = received - this.#upgradeReceived - meter.bytes;
    into.setup += this.#upgradeReceived + this.#upgradeSent + meter.setupBytes + close + messages;
    const untaken = meter.payloadBytes - this.takenBytes;
    into.payload += this.takenBytes;
    into[this.#isCompressed ? 'compression' : 'framing'] += untaken;
    into.framing += meter.framingBytes + meter.unfinishedBytes + unread;
    // What was reset away unsent is missing from the end, where payloads are.
    const acks = Math.min(this.#ackBytes, framesSent - controls - close);
    into.requests += acks;
    const data = Math.min(this.#sentHeaders + this.#sentPayload, framesSent - controls - close - acks);
    const sentHeaders = Math.min(this.#sentHeaders, data);
    into.payload += data - sentHeaders;
    into.framing += sentHeaders;
    into.heartbeats += meter.heartbeatBytes + controls;
    this.#foldRecords(into, close > 0);
  }

  /** The framing of TLS records, but for those the meter saw end. A close frame leaves in a record of its own. */
  #foldRecords(into: ByteSplit, closeSent: boolean): void {
    const { receivedRecords, sentRecords } = this.socket;
    const frames = sentRecords - this.#upgradeSentRecords;
    const closes = closeSent ? Math.min(1, frames) : 0;
    const handshake = this.#upgradeSentRecords + receivedRecords - this.#meteredRecords;
    into.setup += (handshake + closes) * recordOverheadBytes;
    const data = Math.min(this.#sentRecords, frames - closes);
    into.framing += data * recordOverheadBytes;
    into.heartbeats += (frames - closes - data) * recordOverheadBytes;
  }

  get #isCompressed(): boolean {
    return this.#webSocket.extensions !== '';
  }

  /** A close frame of this side's own, or the reply to the server's, which repeats its body (RFC 6455 §5.5.1). */
  #closeBytes(): number {
    if (this.#ownCloseBytes > 0) return this.#ownCloseBytes;
    const { closeBodyBytes } = this.meter;
    return closeBodyBytes === undefined ? 0 : clientHeaderBytes + closeBodyBytes;
  }

  #takeNotice(text: string): void {
    const start = parseSubscribedNotice(text);
    if (start === undefined) {
      this.finish({ cause: 'handshake', detail: 'not a subscribed notice' }, 'destroy');
      return;
    }
    this.#epoch = start.cursor.epoch;
    this.#id = start.cursor.id;
    if (this.subscribed) return;
    if (this.request.cursor !== undefined) this.#replayEnd = start.headId;
    this.becomeSubscribed();
  }

  #takeMessage(data: Buffer): void {
    const head = data.toString('latin1', 0, Math.min(data.length, envelopeBytes));
    const { echo } = this.request;
    if (echo !== undefined && isEcho(head)) {
      echo.handlers.onEcho(head, data.length);
      return;
    }
    const id = ++this.#id;
    this.handlers.onMessage(head, data.length, id <= this.#replayEnd);
  }

  /**
   * A close frame is an orderly end. Without one (code 1006, RFC 6455 §7.1.5) the connection was torn down,
   * whether by RST or by FIN.
   */
  #describeClose(code: number): ConnectionEnd {
    if (code === 1006) return describeError(this.failure);
    return { cause: this.subscribed ? 'closed' : 'handshake', detail: `close code ${code}` };
  }
}
