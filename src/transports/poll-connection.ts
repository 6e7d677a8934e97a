import { gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { ByteSplit } from '../metrics/byte-split.js';
import { parseCursor } from '../wire/cursor.js';
import { describeStatus } from './end-cause.js';
import { HttpConnection, headerOf, nameClient } from './http-connection.js';
import { parsePollBatch } from './poll-batch.js';
import type { ConnectionHome } from './simulated-transport.js';
import type { ConnectionEnd, ConnectionHandlers, ConnectRequest } from './transport.js';

type Headers = Record<string, string | string[] | undefined>;

/** What an answer brought. */
export interface PollAnswer {
  readonly cursor: string;
  /** Newest message the server had; only in answers to a handshake. */
  readonly head?: string;
  readonly messages: readonly string[];
  /** The client's own messages, back from the server. */
  readonly echoes?: readonly string[];
  /** Set when the answer's bytes count as set-up, apart from payloads in it. */
  readonly isSetup?: boolean;
}

/** What the server owes an answer to. */
type Pending = 'handshake' | 'poll' | 'nothing';

/** An answer, and by how many bytes its body differed on the wire. */
type ReceivedAnswer = PollAnswer & { readonly compression: number };

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

  /**
   * Sees to the next poll: at once, unless a subclass knows better.
   * @param _dueUs when the poll just answered was due; undefined after the handshake
   */
  protected planPoll(_dueUs: number | undefined, nowUs: number): void {
    this.poll(nowUs);
  }

  /** The connection went away between two polls. */
  protected describeIdleLoss(end: ConnectionEnd): ConnectionEnd {
    return end;
  }

  /** The connection went away while the poll due at `_dueUs` was unanswered. */
  protected noteUnanswered(_dueUs: number): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.hear();
    if (status < 200) return;
    this.#status = status;
    this.#lastResponse = headerOf(headers, 'connection')?.toLowerCase() === 'close';
    this.#isZipped = headerOf(headers, 'content-encoding')?.toLowerCase() === 'gzip';
    const flaw = this.judgeHead(status, headers, this.#pending === 'handshake');
    if (flaw !== undefined) this.#refuse(flaw);
  }

  /** @returns why an answer that begins like this cannot be taken, undefined when it can */
  protected judgeHead(status: number, headers: Headers, isHandshake: boolean): ConnectionEnd | undefined {
    if (status !== 200 && (status !== 204 || isHandshake)) {
      return describeStatus(status, headerOf(headers, 'retry-after'));
    }
    const contentType = headerOf(headers, 'content-type') ?? 'none';
    if (status === 204 || /^application\/json\s*(;|$)/i.test(contentType)) return undefined;
    return { cause: 'handshake', detail: `content type ${contentType}` };
  }

  /** @returns what an answer brought, undefined when it is none that can be taken */
  protected readAnswer(status: number, body: Buffer): PollAnswer | undefined {
    if (status === 204) return { cursor: this.#cursor ?? '', messages: [] };
    return parsePollBatch(body.toString());
  }

  protected payloadBytesOf(message: string): number {
    return Buffer.byteLength(message);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.hear();
    this.#body.push(chunk);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    const batch = this.#takeAnswer();
    if (batch === undefined) {
      this.#refuse({ cause: 'handshake', detail: 'not a poll batch' });
      return;
    }
    const wasHandshake = this.#pending === 'handshake';
    const dueUs = this.#dueUs;
    const nowUs = this.context.clock.nowUs();
    this.#pending = 'nothing';
    this.#cursor = batch.cursor;
    this.#countResponse(wasHandshake || batch.isSetup === true, batch);
    if (wasHandshake) this.becomeSubscribed();
    else this.handlers.onPollResponse(nowUs - dueUs);
    if (wasHandshake && this.request.cursor !== undefined) {
      this.#replayEnd = parseCursor(batch.head)?.id ?? parseCursor(batch.cursor)?.id ?? -1;
    }
    this.deliver(batch);
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

  /** A batch's messages have consecutive ids, the last one that of its cursor. */
  protected deliver({ cursor, messages, echoes = [] }: PollAnswer): void {
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

  /** @returns what the answer brought, and by how many bytes its body differed on the wire */
  #takeAnswer(): ReceivedAnswer | undefined {
    const pieces = this.#body;
    this.#body = [];
    const [first] = pieces;
    const body = (pieces.length === 1 ? first : undefined) ?? Buffer.concat(pieces);
    const text = this.#isZipped ? unzip(body) : body;
    const answer = text && this.readAnswer(this.#status, text);
    return answer && { ...answer, compression: body.length - (text?.length ?? 0) };
  }

  #countResponse(isSetup: boolean, { messages, echoes = [], compression }: ReceivedAnswer): void {
    const { carriedReceived, carriedSent } = this;
    const received = carriedReceived - this.#receivedBefore;
    const sent = carriedSent - this.#sentBefore;
    this.#receivedBefore = carriedReceived;
    this.#sentBefore = carriedSent;
    let payload = 0;
    for (const message of messages) payload += this.payloadBytesOf(message);
    for (const echo of echoes) payload += Buffer.byteLength(echo);
    this.#payload += payload;
    this.#compression += compression;
    if (isSetup) this.#setup += received + sent - payload - compression;
    else if (messages.length + echoes.length === 0) this.#emptyPolls += received + sent;
    else {
      this.#requests += sent;
      this.#framing += received - payload - compression;
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
