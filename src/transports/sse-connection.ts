import type { Dispatcher } from 'undici';
import type { ByteSplit } from '../metrics/byte-split.js';
import { formatCursor, parseCursor } from '../wire/cursor.js';
import { envelopeBytes } from '../wire/envelope.js';
import { paths } from '../wire/protocol.js';
import { describeStatus } from './end-cause.js';
import { HttpConnection, headerOf } from './http-connection.js';
import type { ConnectionHome } from './simulated-transport.js';
import { SseByteMeter } from './sse-byte-meter.js';
import { SseParser, type SseSink } from './sse-parser.js';
import { parseSubscribedNotice } from './subscribed-notice.js';
import { recordOverheadBytes } from './tls-records.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest } from './transport.js';

/**
 * A Server-Sent Events client: undici carries the response, a parser of its own reads the stream. Setup is the
 * request, the response head, everything up to and including the subscribed event and the end of the chunked body;
 * a message event's data is payload and all else of it framing; comments outside events are heartbeats; HTTP chunk
 * framing goes with what it wraps.
 */
export class SseConnection extends HttpConnection implements SseSink {
  readonly #parser = new SseParser(this);
  readonly #meter = new SseByteMeter();
  /** Where the stream began, for one whose notice has no id. */
  #start: string | undefined;
  /** Messages up to this id are replay; −1 on a first connection and once they have passed. */
  #replayEnd = -1;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    const headers = ['accept', 'text/event-stream'];
    if (request.cursor !== undefined) headers.push('last-event-id', request.cursor);
    this.get(paths.sse, headers);
  }

  get cursor(): string | undefined {
    if (!this.subscribed) return undefined;
    const id = this.#parser.lastEventId;
    return id === '' ? this.#start : id;
  }

  override get tapsSocket(): boolean {
    return true;
  }

  override onSocketConnect(): void {
    super.onSocketConnect();
    this.socket.startTap();
  }

  override onSocketData(chunk: Buffer): void {
    this.#meter.feed(chunk);
  }

  override onRecordEnd(): void {
    this.#meter.addRecord(recordOverheadBytes);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const contentType = headerOf(headers, 'content-type') ?? 'none';
    if (status !== 200) {
      this.finish(describeStatus(status, headerOf(headers, 'retry-after')), 'destroy');
    } else if (!/^text\/event-stream\s*(;|$)/i.test(contentType)) {
      this.finish({ cause: 'handshake', detail: `content type ${contentType}` }, 'destroy');
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#parser.feed(chunk);
  }

  onResponseEnd(): void {
    const cause = this.subscribed ? 'closed' : 'handshake';
    this.finish(this.#withRetry({ cause, detail: 'end of stream' }), 'destroy');
  }

  onEvent(type: string, data: Buffer, blockBytes: number): void {
    if (type === 'message' && this.subscribed) {
      this.#meter.addBlock('framing', blockBytes, data.length);
      this.#takeMessage(data);
    } else if (type === 'subscribed') {
      this.#meter.addBlock('setup', blockBytes, 0);
      this.#takeNotice(data);
    } else {
      this.#meter.addBlock(this.subscribed ? 'framing' : 'setup', blockBytes, 0);
    }
  }

  onSilence(blockBytes: number, idle: boolean): void {
    if (idle) this.#meter.addBlock('heartbeats', blockBytes, 0);
    else this.#meter.addBlock(this.subscribed ? 'framing' : 'setup', blockBytes, 0);
  }

  protected override describeLoss(error: Error | undefined): ConnectionEnd {
    return this.#withRetry(super.describeLoss(error));
  }

  protected override foldParts(into: ByteSplit): void {
    into.setup += this.carriedSent;
    this.#meter.foldInto(into, this.carriedReceived, this.subscribed ? 'framing' : 'setup');
  }

  #takeNotice(data: Buffer): void {
    if (this.ended) return;
    const start = parseSubscribedNotice(data.toString());
    if (start === undefined) {
      this.finish({ cause: 'handshake', detail: 'not a subscribed notice' }, 'destroy');
      return;
    }
    if (this.subscribed) return;
    this.#start = formatCursor(start.cursor.epoch, start.cursor.id);
    if (this.request.cursor !== undefined) this.#replayEnd = start.headId;
    this.becomeSubscribed();
  }

  #takeMessage(data: Buffer): void {
    if (this.ended) return;
    const head = data.toString('latin1', 0, Math.min(data.length, envelopeBytes));
    this.handlers.onMessage(head, data.length, this.#replayEnd >= 0 && this.#isReplay());
  }

  #isReplay(): boolean {
    const replayed =
      (parseCursor(this.#parser.lastEventId)?.id ?? Number.POSITIVE_INFINITY) <= this.#replayEnd;
    if (!replayed) this.#replayEnd = -1;
    return replayed;
  }

  /** Adds the reconnection time that the stream asked for, if it did. */
  #withRetry(end: ConnectionEnd): ConnectionEnd {
    const { retryMs } = this.#parser;
    return retryMs === undefined ? end : { ...end, retryAfterUs: retryMs * 1000 };
  }
}
