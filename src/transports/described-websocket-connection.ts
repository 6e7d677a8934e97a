import type { RawData } from 'ws';
import type { ByteSplit } from '../metrics/byte-split.js';
import { DescribedCursor } from './described-cursor.js';
import { DescribedStream } from './described-stream.js';
import type { Handshake } from './linked-websocket.js';
import type { ConnectionHome } from './simulated-transport.js';
import type { ConnectionHandlers, ConnectRequest } from './transport.js';
import { WebSocketConnection } from './websocket-connection.js';
import { WebSocketFrameMeter } from './websocket-frame-meter.js';

/**
 * A WebSocket client of a server that is not ours. It is subscribed with the first data frame; text or binary, a frame may
 * hold any number of our messages. What a server says before its first message, and frames with canaries only, are setup
 * with their headers; what else surrounds payloads is framing.
 */
export class DescribedWebSocketConnection extends WebSocketConnection {
  readonly #stream: DescribedStream;
  readonly #cursor: DescribedCursor;
  #payloadBytes = 0;
  #hasMessage = false;
  /** Of frames that are setup: bodies, and the headers before them. */
  #setupBytes = 0;
  #setupHeaderBytes = 0;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.#stream = new DescribedStream(this.context, request);
    this.#cursor = new DescribedCursor(this.#stream.described.cursor, request.cursor);
  }

  override get cursor(): string | undefined {
    return this.subscribed ? this.#cursor.toString() : undefined;
  }

  override onOpen(): void {
    super.onOpen();
    const { send } = this.#stream.described;
    if (send !== undefined) this.sendText(send.replaceAll('{{cursor}}', this.#cursor.first));
  }

  override onFrame(data: RawData, _isBinary: boolean): void {
    const body = data as Buffer;
    this.takenBytes += body.length;
    if (this.ended) return;
    if (!this.subscribed) this.becomeSubscribed();
    this.#cursor.takeText(body);
    const found = this.#stream.finder.search(body);
    this.#hasMessage ||= found.own > 0;
    if (found.own === 0 && (found.canaries > 0 || !this.#hasMessage)) {
      this.#setupBytes += body.length;
      this.#setupHeaderBytes += body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10;
    }
    this.#payloadBytes += found.own * this.#stream.described.payloadBytes;
    for (const head of found.heads) {
      if (this.ended) return;
      this.#stream.deliver(head, this.handlers);
    }
  }

  protected override describeHandshake(home: ConnectionHome): Handshake {
    const { described } = new DescribedStream(home.context, this.request);
    const { url, headers } = new DescribedCursor(described.cursor, this.request.cursor).apply(described);
    return {
      url: url.href,
      headers,
      protocols: described.subprotocol === undefined ? [] : [described.subprotocol],
    };
  }

  protected override createMeter(): WebSocketFrameMeter {
    return new WebSocketFrameMeter('message');
  }

  /** The meter took every message's body for payload; only what is ours in them is. */
  protected override foldParts(into: ByteSplit): void {
    super.foldParts(into);
    const setup = this.#setupBytes + this.#setupHeaderBytes;
    into.payload += this.#payloadBytes - this.takenBytes;
    into.framing += this.takenBytes - this.#payloadBytes - setup;
    into.setup += setup;
  }
}
