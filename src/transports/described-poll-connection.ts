import { DescribedCursor } from './described-cursor.js';
import { DescribedStream } from './described-stream.js';
import { describeStatus } from './end-cause.js';
import { headerOf } from './http-connection.js';
import { LongPollConnection } from './long-poll-connection.js';
import type { PollAnswer, PollConnection } from './poll-connection.js';
import { ShortPollConnection } from './short-poll-connection.js';
import type { ConnectionClass, ConnectionHome } from './simulated-transport.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest } from './transport.js';

/** Answers that bring nothing and are no refusal: no content, not modified, and a held poll that timed out. */
const emptyStatuses = [204, 304, 408];

type PollClass = new (
  home: ConnectionHome,
  request: ConnectRequest,
  handlers: ConnectionHandlers,
) => PollConnection;

/**
 * Polling a server that is not ours: a 2xx answer may hold any number of our messages in whatever wrapping, and the next
 * request says where the last one ended as the cursor's rules tell. The first poll answered is setup, so are answers with
 * canaries only.
 */
function describePolling(Base: PollClass): ConnectionClass {
  return class DescribedPollConnection extends Base {
    /** Made on first use: the first poll is sent before the fields of a subclass are there. */
    declare private stream: DescribedStream | undefined;
    declare private position: DescribedCursor | undefined;

    protected override handshakePath(): string {
      return this.pollPath();
    }

    protected override pollPath(): string {
      const { url } = this.open().position.apply(this.open().stream.described);
      return `${url.pathname}${url.search}`;
    }

    protected override get(path: string): void {
      const { headers } = this.open().position.apply(this.open().stream.described);
      super.get(path, Object.entries(headers).flat());
    }

    protected override judgeHead(
      status: number,
      headers: Record<string, string | string[] | undefined>,
    ): ConnectionEnd | undefined {
      const isTaken = (status >= 200 && status < 300) || emptyStatuses.includes(status);
      if (!isTaken) return describeStatus(status, headerOf(headers, 'retry-after'));
      this.open().position.takeHeaders((name) => headerOf(headers, name));
      return undefined;
    }

    protected override readAnswer(_status: number, body: Buffer): PollAnswer {
      const { position, stream } = this.open();
      if (body.length > 0) position.takeText(body);
      const { heads, own, canaries } = stream.finder.search(body);
      return { cursor: position.toString(), messages: [...heads], isSetup: own === 0 && canaries > 0 };
    }

    protected override payloadBytesOf(head: string): number {
      const { stream } = this.open();
      return stream.finder.dueUsOf(head) === undefined ? 0 : stream.described.payloadBytes;
    }

    protected override deliver({ messages }: PollAnswer): void {
      for (const head of messages) {
        if (this.ended) return;
        this.open().stream.deliver(head, this.handlers);
      }
    }

    /** Not a private name: those are there only once the base's constructor, which polls, has returned. */
    protected open(): { stream: DescribedStream; position: DescribedCursor } {
      this.stream ??= new DescribedStream(this.context, this.request);
      this.position ??= new DescribedCursor(this.stream.described.cursor, this.request.cursor);
      return { stream: this.stream, position: this.position };
    }
  };
}

export const DescribedLongPollConnection = describePolling(LongPollConnection);
export const DescribedShortPollConnection = describePolling(ShortPollConnection);
