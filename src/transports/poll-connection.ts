import { gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { ByteSplit } from '../metrics/byte-split.js';
import { parseCursor } from '../wire/cursor.js';
import type { PollBatch } from '../wire/protocol.js';
import { describeStatus } from './end-cause.js';
import { HttpConnection, headerOf, nameClient } from './http-connection.js';
import { parsePollBatch } from './poll-batch.js';
import type { ConnectionHome } from './simulated-transport.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest } from './transport.js';

/** What the server owes an answer to. */
type Pending = 'handshake' | 'poll' | 'nothing';

/** A batch, and by how many bytes its body differed on the wire. */
type ReceivedBatch = PollBatch & { readonly compression: number };

/**
 * What the polling clients share: a handshake poll that the server answers at once, then one poll at a time on the
 * same connection. Because only one request is ever under way, the socket's counters between two responses are
 * exactly one request and its response:
 * - the handshake is setup, except for the payload of messages it replays;
 * - a poll that brought nothing is emptyPolls, both ways;
 * - of one that brought messages the request is requests, the messages are payload, the rest is framing;
 * - what gzip took from a body is compression: the other parts are what they would be without it;
 * - a poll that was never answered is requests, what there was of its response framing; a refusal is setup.
 */
export abstract class PollConnection extends HttpConnection {
  #cursor: string | undefined;
  #pending: Pending = 'nothing';
  #dueUs = 0;
  #status = 0;
  #lastResponse = false;
  #body: Buffer[] = [];
  /** Messages up to this id are replay; −1 on a first connection. */
  #replayEnd = -1;
  /** The socket's counters when the last response was complete. */
  #receivedBefore = 0;
  #sentBefore = 0;
  #setup = 0;
  #payload = 0;
  #framing = 0;
  #requests = 0;
  #emptyPolls = 0;
  #compression = 0;
  #isZipped = false;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    super(home, request, handlers);
    this.#cursor = request.cursor;
    this.#pending = 'handshake';
    const headers = home.context.compression === true ? ['accept-encoding', 'gzip'] : undefined;
    this.get(nameClient(this.handshakePath(request.cursor), request.echo), headers);
  }

  get cursor(): string | undefined {
    return this.subscribed ? this.#cursor : undefined;
  }

  /** Path of a poll that is answered at once, with where the stream is and what came after `cursor`. */
  protected abstract handshakePath(cursor: string | undefined): string;
  protected abstract pollPath(cursor: string): string;
  /** Sees to the next poll. `dueUs`: when the poll just answered was due; undefined after the handshake. */
  protected abstract planPoll(dueUs: number | undefined, nowUs: number): void;
  /** The connection went away between two polls. */
  protected abstract describeIdleLoss(end: ConnectionEnd): ConnectionEnd;
  /** The connection went away while the poll due at `dueUs` was unanswered. */
  protected abstract noteUnanswered(dueUs: number): void;

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#lastResponse = headerOf(headers, 'connection')?.toLowerCase() === 'close';
    this.#isZipped = headerOf(headers, 'content-encoding')?.toLowerCase() === 'gzip';
    const contentType = headerOf(headers, 'content-type') ?? 'none';
    if (status !== 200 && (status !== 204 || this.#pending === 'handshake')) {
      this.#refuse(describeStatus(status, headerOf(headers, 'retry-after')));
    } else if (status === 200 && !/^application\/json\s*(;|$)/i.test(contentType)) {
      this.#refuse({ cause: 'handshake', detail: `content type ${contentType}` });
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.push(chunk);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    const batch = this.#takeBatch();
    if (batch === undefined) {
      this.#refuse({ cause: 'handshake', detail: 'not a poll batch' });
      return;
    }
    const wasHandshake = this.#pending === 'handshake';
    const dueUs = this.#dueUs;
    const nowUs = this.context.clock.nowUs();
    this.#pending = 'nothing';
    this.#cursor = batch.cursor;
    this.#countResponse(wasHandshake, batch);
    if (wasHandshake) this.becomeSubscribed();
    else this.handlers.onPollResponse(nowUs - dueUs);
    if (wasHandshake && this.request.cursor !== undefined) {
      this.#replayEnd = parseCursor(batch.head)?.id ?? parseCursor(batch.cursor)?.id ?? -1;
    }
    this.#deliver(batch);
    if (this.ended) return;
    if (this.#lastResponse) this.finish(this.#describeIdleEnd(), 'destroy');
    else this.planPoll(wasHandshake ? undefined : dueUs, nowUs);
  }

  /** Sends a poll that was due at `dueUs`. */
  protected poll(dueUs: number): void {
    this.#pending = 'poll';
    this.#dueUs = dueUs;
    this.get(nameClient(this.pollPath(this.#cursor ?? ''), this.request.echo));
  }

  protected override describeLoss(error: Error | undefined): ConnectionEnd {
    const end = super.describeLoss(error);
    // A poll that undici had not written yet when the connection went away was not on the wire.
    const unsent = this.#pending === 'poll' && this.carriedSent === this.#sentBefore;
    if (this.#pending === 'nothing' || unsent) {
      return end.detail === 'stream ended early' ? this.#describeIdleEnd() : this.describeIdleLoss(end);
    }
    if (this.#pending === 'poll' && !this.ended) this.noteUnanswered(this.#dueUs);
    return end;
  }

  /** A network that goes away between two polls is noticed no earlier than a server that does. */
  protected override describeCut(how: 'close' | 'reset'): ConnectionEnd {
    const end = super.describeCut(how);
    return this.#pending === 'nothing' ? this.describeIdleLoss(end) : end;
  }

  protected override foldParts(into: ByteSplit): void {
    const unanswered = this.#pending === 'poll';
    const receivedAfter = this.carriedReceived - this.#receivedBefore;
    const sentAfter = this.carriedSent - this.#sentBefore;
    into.setup += this.#setup + (unanswered ? 0 : receivedAfter + sentAfter);
    into.payload += this.#payload;
    into.compression += this.#compression;
    into.framing += this.#framing + (unanswered ? receivedAfter : 0);
    into.requests += this.#requests + (unanswered ? sentAfter : 0);
    into.emptyPolls += this.#emptyPolls;
  }

  #refuse(end: ConnectionEnd): void {
    this.#pending = 'nothing';
    this.finish(end, 'destroy');
  }

  #describeIdleEnd(): ConnectionEnd {
    return this.describeIdleLoss({ cause: 'closed', detail: 'server closed the connection' });
  }

  /** @returns the batch that the response held, undefined when it held something else. */
  #takeBatch(): ReceivedBatch | undefined {
    const pieces = this.#body;
    this.#body = [];
    if (this.#status === 204) return { cursor: this.#cursor ?? '', gap: false, messages: [], compression: 0 };
    const [first] = pieces;
    const body = (pieces.length === 1 ? first : undefined) ?? Buffer.concat(pieces);
    const text = this.#isZipped ? unzip(body) : body;
    const batch = parsePollBatch(text?.toString() ?? '');
    return batch && { ...batch, compression: body.length - (text?.length ?? 0) };
  }

  #countResponse(handshake: boolean, { messages, echoes = [], compression }: ReceivedBatch): void {
    const { carriedReceived, carriedSent } = this;
    const received = carriedReceived - this.#receivedBefore;
    const sent = carriedSent - this.#sentBefore;
    this.#receivedBefore = carriedReceived;
    this.#sentBefore = carriedSent;
    let payload = 0;
    for (const message of messages) payload += Buffer.byteLength(message);
    for (const echo of echoes) payload += Buffer.byteLength(echo);
    this.#payload += payload;
    this.#compression += compression;
    if (handshake) this.#setup += received + sent - payload - compression;
    else if (messages.length + echoes.length === 0) this.#emptyPolls += received + sent;
    else {
      this.#requests += sent;
      this.#framing += received - payload - compression;
    }
  }

  /** A batch's messages have consecutive ids, the last one that of its cursor. */
  #deliver({ cursor, messages, echoes = [] }: PollBatch): void {
    let id = (parseCursor(cursor)?.id ?? 0) - messages.length;
    for (const message of messages) {
      if (this.ended) return;
      this.handlers.onMessage(message, Buffer.byteLength(message), ++id <= this.#replayEnd);
    }
    for (const echo of echoes) {
      if (this.ended) return;
      this.request.echo?.handlers.onEcho(echo, Buffer.byteLength(echo));
    }
  }
}

/** @returns undefined when `body` is not gzip. */
function unzip(body: Buffer): Buffer | undefined {
  try {
    return gunzipSync(body);
  } catch {
    return undefined;
  }
}
