import type { Dispatcher } from 'undici';
import { addByteSplit, type ByteSplit, emptyByteSplit } from '../metrics/byte-split.js';
import { paths } from '../wire/protocol.js';
import { describeStatus } from './end-cause.js';
import { HttpConnection, headerOf } from './http-connection.js';
import type { ConnectionHome } from './simulated-transport.js';
import { SseByteMeter } from './sse-byte-meter.js';
import { SseParser, type SseSink } from './sse-parser.js';
import { recordOverheadBytes } from './tls-records.js';
import type { Asker, ConnectionHandlers, ConnectRequest } from './transport.js';

const requestHeaders = ['accept', 'text/event-stream', 'content-type', 'text/plain'];

/**
 * A client that posts prompts and reads each answer from the response, an event stream: what a page does with `fetch`,
 * since an EventSource cannot post. The first request only asks whether somebody is there and is set-up, both ways. Of every
 * other the body is payload and the rest requests; of an answer the data of its events is payload and the rest framing.
 */
export class PromptConnection extends HttpConnection implements SseSink, Asker {
  #meter = new SseByteMeter();
  #parser = new SseParser(this);
  readonly #parts = emptyByteSplit();
  /** The socket's counters when the present response began, or the last one ended. */
  #receivedBefore = 0;
  #setupSent = 0;
  #promptBytes = 0;
  #status = 0;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.get(paths.tokensReady);
  }

  /** There is no stream to resume: answers are, each by its prompt. */
  get cursor(): string | undefined {
    return undefined;
  }

  override get tapsSocket(): boolean {
    return true;
  }

  ask(query: string, prompt: string, lastToken: number | undefined): void {
    if (this.ended || !this.subscribed) return;
    this.#parser = new SseParser(this);
    this.#promptBytes += prompt.length;
    const resume = lastToken === undefined ? [] : ['last-event-id', String(lastToken)];
    const path = `${paths.tokens}?client=${this.request.answers?.id}&${query}`;
    this.post(path, prompt, [...requestHeaders, ...resume]);
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
    this.#status = status;
    if (!this.subscribed && status !== 204) {
      this.finish(describeStatus(status, headerOf(headers, 'retry-after')), 'destroy');
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#status === 200) this.#parser.feed(chunk);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    this.#closeResponse();
    if (!this.subscribed) {
      this.#setupSent = this.carriedSent;
      this.becomeSubscribed();
      this.request.answers?.handlers.onReady(this);
    } else if (this.#status === 200) this.request.answers?.handlers.onAnswerEnd();
    else this.request.answers?.handlers.onAnswerRefused(this.#status);
  }

  onEvent(_type: string, data: Buffer, blockBytes: number): void {
    this.#meter.addBlock('framing', blockBytes, data.length);
    if (!this.ended) this.request.answers?.handlers.onToken(data.toString('latin1'));
  }

  onSilence(blockBytes: number): void {
    this.#meter.addBlock('framing', blockBytes, 0);
  }

  /** Prompts are asked, not sent. */
  protected override write(): void {}

  protected override foldParts(into: ByteSplit): void {
    this.#closeResponse();
    addByteSplit(into, this.#parts);
    const sent = this.carriedSent;
    const setup = this.subscribed ? this.#setupSent : sent;
    const prompts = Math.min(this.#promptBytes, sent - setup);
    into.setup += setup;
    into.payload += prompts;
    into.requests += sent - setup - prompts;
  }

  /** Says where the bytes of a response went; its head is framing, unless it is the first. */
  #closeResponse(): void {
    const parts = emptyByteSplit();
    const received = this.carriedReceived;
    this.#meter.foldInto(parts, received - this.#receivedBefore, this.subscribed ? 'framing' : 'setup');
    this.#receivedBefore = received;
    this.#meter = new SseByteMeter();
    if (this.subscribed) {
      parts.framing += parts.setup;
      parts.setup = 0;
    }
    addByteSplit(this.#parts, parts);
  }
}
