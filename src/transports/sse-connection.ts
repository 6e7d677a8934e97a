import type { Dispatcher } from 'undici';
import type { ByteSplit } from '../metrics/byte-split.js';
import { parseCursor } from '../wire/cursor.js';
import { envelopeBytes } from '../wire/envelope.js';
import { paths } from '../wire/protocol.js';
import { describeStatus } from './end-cause.js';
import { HttpConnection, headerOf, nameClient } from './http-connection.js';
import type { ConnectionHome } from './simulated-transport.js';
import { SseByteMeter } from './sse-byte-meter.js';
import { SseParser, type SseSink } from './sse-parser.js';
import { parseSubscribedNotice } from './subscribed-notice.js';
import { recordOverheadBytes } from './tls-records.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest } from './transport.js';

/** As in browsers (Fetch, HTTP-redirect fetch). */
const mostRedirects = 20;

/** What an EventSource asks with: cache mode `no-store` sends the last two (Fetch, HTTP-network-or-cache fetch). */
const requestHeaders = ['accept', 'text/event-stream', 'cache-control', 'no-cache', 'pragma', 'no-cache'];

/**
 * A Server-Sent Events client: undici carries the response, a parser of its own reads the stream. Setup is the
 * request, the response head, everything up to and including the subscribed event and the end of the chunked body;
 * a message event's data is payload and all else of it framing; comments outside events are heartbeats; HTTP chunk
 * framing goes with what it wraps. Redirects on the way to the stream are setup both ways.
 */
export class SseConnection extends HttpConnection implements SseSink {
  protected readonly parser: SseParser;
  protected meter = new SseByteMeter();
  readonly #headers: string[];
  /** Where the present response redirects to; undefined when it does not. */
  #nextPath: string | undefined;
  #path: string;
  #redirects = 0;
  /** The socket's counter when the last redirect was complete: the next response begins there. */
  #receivedBefore = 0;
  /** Messages up to this id are replay; −1 on a first connection and once they have passed. */
  #replayEnd = -1;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.parser = new SseParser(this, request.cursor ?? '');
    const { path, headers } = this.describeStream();
    this.#path = path;
    this.#headers = headers;
    this.get(path, headers);
  }

  /** What to ask for. Called while the connection is being made: nothing of a subclass is there yet. */
  protected describeStream(): { path: string; headers: string[] } {
    const { cursor = '' } = this.request;
    const headers = cursor === '' ? requestHeaders : [...requestHeaders, 'last-event-id', encodeId(cursor)];
    return { path: nameClient(paths.sse, this.request.echo), headers };
  }

  /** The last event ID: '' when the stream gave none, or took it back. */
  get cursor(): string | undefined {
    return this.subscribed ? this.parser.lastEventId : undefined;
  }

  override get tapsSocket(): boolean {
    return true;
  }

  override onSocketConnect(): void {
    super.onSocketConnect();
    this.socket.startTap();
  }

  override onSocketData(chunk: Buffer): void {
    this.hear();
    this.meter.feed(chunk);
  }

  override onRecordEnd(): void {
    this.meter.addRecord(recordOverheadBytes);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const contentType = headerOf(headers, 'content-type') ?? 'none';
    const location = headerOf(headers, 'location');
    if (isRedirect(status) && location !== undefined) {
      this.#redirect(status, location, headerOf(headers, 'connection'));
    } else if (status !== 200) {
      const end = describeStatus(status, headerOf(headers, 'retry-after'));
      this.finish(status === 204 ? { ...end, isFinal: true } : end, 'destroy');
    } else if (!/^text\/event-stream\s*(;|$)/i.test(contentType)) {
      this.finish({ cause: 'handshake', detail: `content type ${contentType}` }, 'destroy');
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#nextPath === undefined) this.parser.feed(chunk);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    if (this.#nextPath !== undefined) {
      this.#followRedirect(this.#nextPath);
      return;
    }
    const cause = this.subscribed ? 'closed' : 'handshake';
    this.finish(this.#withRetry({ cause, detail: 'end of stream' }), 'destroy');
  }

  onEvent(type: string, data: Buffer, blockBytes: number): void {
    if (type === 'message' && this.subscribed) {
      this.meter.addBlock('framing', blockBytes, data.length);
      this.#takeMessage(data);
    } else if (type === 'echo' && this.subscribed) {
      this.meter.addBlock('framing', blockBytes, data.length);
      if (!this.ended) this.request.echo?.handlers.onEcho(headOf(data), data.length);
    } else if (type === 'subscribed') {
      this.meter.addBlock('setup', blockBytes, 0);
      this.#takeNotice(data);
    } else {
      this.meter.addBlock(this.subscribed ? 'framing' : 'setup', blockBytes, 0);
    }
  }

  onSilence(blockBytes: number, idle: boolean): void {
    if (idle) this.meter.addBlock('heartbeats', blockBytes, 0);
    else this.meter.addBlock(this.subscribed ? 'framing' : 'setup', blockBytes, 0);
  }

  protected override describeLoss(error: Error | undefined): ConnectionEnd {
    return this.#withRetry(super.describeLoss(error));
  }

  protected override foldParts(into: ByteSplit): void {
    into.setup += this.carriedSent + this.#receivedBefore;
    const received = this.carriedReceived - this.#receivedBefore;
    this.meter.foldInto(into, received, this.subscribed ? 'framing' : 'setup');
  }

  /**
   * Redirects are followed as an EventSource does (Fetch, HTTP-redirect fetch), but only to where the load was aimed:
   * a redirect must not turn the load on somebody else's server. And a connection is one socket: a redirect that closes
   * it ends the attempt.
   */
  #redirect(status: number, location: string, connection: string | undefined): void {
    const { origin } = this.home.endpoint;
    const target = URL.canParse(location, origin + this.#path)
      ? new URL(location, origin + this.#path)
      : undefined;
    if (target?.origin !== origin) {
      this.finish({ cause: 'handshake', detail: `status ${status} to ${location}` }, 'destroy');
    } else if (connection?.toLowerCase() === 'close') {
      this.finish({ cause: 'handshake', detail: `status ${status} that closes the connection` }, 'destroy');
    } else if (++this.#redirects > mostRedirects) {
      this.finish({ cause: 'handshake', detail: `more than ${mostRedirects} redirects` }, 'destroy');
    } else {
      this.#nextPath = target.pathname + target.search;
    }
  }

  #followRedirect(path: string): void {
    this.#nextPath = undefined;
    this.#path = path;
    this.#receivedBefore = this.carriedReceived;
    this.meter = new SseByteMeter();
    this.get(path, this.#headers);
  }

  #takeNotice(data: Buffer): void {
    if (this.ended) return;
    const start = parseSubscribedNotice(data.toString());
    if (start === undefined) {
      this.finish({ cause: 'handshake', detail: 'not a subscribed notice' }, 'destroy');
      return;
    }
    if (this.subscribed) return;
    if ((this.request.cursor ?? '') !== '') this.#replayEnd = start.headId;
    this.becomeSubscribed();
  }

  #takeMessage(data: Buffer): void {
    if (this.ended) return;
    this.handlers.onMessage(headOf(data), data.length, this.#replayEnd >= 0 && this.#isReplay());
  }

  #isReplay(): boolean {
    const replayed =
      (parseCursor(this.parser.lastEventId)?.id ?? Number.POSITIVE_INFINITY) <= this.#replayEnd;
    if (!replayed) this.#replayEnd = -1;
    return replayed;
  }

  /** Adds the reconnection time that the stream asked for, if it did. */
  #withRetry(end: ConnectionEnd): ConnectionEnd {
    const { retryMs } = this.parser;
    return retryMs === undefined ? end : { ...end, retryAfterUs: retryMs * 1000 };
  }
}

/** @returns true for the statuses that redirect (Fetch, "redirect status"). */
function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Header values are bytes, one per character; an id is sent as UTF-8 (WHATWG HTML §9.2.3). */
export function encodeId(id: string): string {
  return Buffer.from(id).toString('latin1');
}

function headOf(data: Buffer): string {
  return data.toString('latin1', 0, Math.min(data.length, envelopeBytes));
}
