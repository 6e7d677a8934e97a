import type { Dispatcher } from 'undici';
import { DescribedStream } from './described-stream.js';
import type { ConnectionHome } from './simulated-transport.js';
import { encodeId, SseConnection } from './sse-connection.js';
import type { ConnectionHandlers, ConnectRequest } from './transport.js';

/**
 * An SSE client of a server that is not ours. It is subscribed with the first byte of the stream; an event of any type may
 * hold any number of our messages. What a server says before its first message, and events with canaries only, are setup,
 * comments outside events heartbeats, what else surrounds payloads is framing.
 */
export class DescribedSseConnection extends SseConnection {
  readonly #stream: DescribedStream;
  #hasMessage = false;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.#stream = new DescribedStream(this.context, request);
  }

  override onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.subscribed && !this.ended) this.becomeSubscribed();
    super.onResponseData(controller, chunk);
  }

  override onEvent(_type: string, data: Buffer, blockBytes: number): void {
    const found = this.#stream.finder.search(data);
    this.#hasMessage ||= found.own > 0;
    const isSetup = found.own === 0 && (found.canaries > 0 || !this.#hasMessage);
    const payload = found.own * this.#stream.described.payloadBytes;
    this.meter.addBlock(isSetup ? 'setup' : 'framing', blockBytes, payload);
    for (const head of found.heads) {
      if (this.ended) return;
      this.#stream.deliver(head, this.handlers);
    }
  }

  protected override describeStream(): { path: string; headers: string[] } {
    const { url, headers } = new DescribedStream(this.context, this.request).described;
    const { pathname, search } = new URL(url);
    const { cursor = '' } = this.request;
    const sent = {
      accept: 'text/event-stream',
      ...headers,
      ...(cursor === '' ? {} : { 'last-event-id': encodeId(cursor) }),
    };
    return { path: `${pathname}${search}`, headers: Object.entries(sent).flat() };
  }
}
