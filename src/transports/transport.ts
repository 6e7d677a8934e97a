import type { ByteSplit } from '../metrics/byte-split.js';
import type { EndCause } from '../metrics/end-causes.js';
import type { PollGrid } from '../schedule/poll-grid.js';
import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
import type { TargetEndpoint } from '../wire/target-endpoint.js';
import type { TransportName } from '../wire/transport-names.js';
import type { HeartbeatSettings } from './heartbeat-watch.js';
import type { SecureName } from './owned-socket.js';
import type { ReadingPace } from './reading-pace.js';

export { type EndCause, endCauses } from '../metrics/end-causes.js';
export { type TransportName, transportNames } from '../wire/transport-names.js';

export interface ConnectionEnd {
  readonly cause: EndCause;
  /** Technical detail for a human: error code, HTTP status or close code. */
  readonly detail: string;
  /** The server's own wish for the next attempt: SSE `retry:` or HTTP `Retry-After`, microseconds from now. */
  readonly retryAfterUs?: number;
  /**
   * Set when the transport itself says when the client next tries, whatever the reconnect policy: a short-poll client
   * whose idle connection went away does not notice before its next poll is due.
   */
  readonly nextAttemptUs?: number;
  /** The server told the client to stay away for good: it tries no more. SSE: status 204 (WHATWG HTML §9.2.1). */
  readonly isFinal?: true;
}

/**
 * What a transport tells the simulated client. The client implements this itself, so that a connection needs no closures.
 * Order: `onSubscribed` at most once, then messages, then `onClosed` exactly once and nothing after it.
 */
export interface ConnectionHandlers {
  /** The first application byte arrived: the subscribed notice with the current cursor. */
  onSubscribed(): void;
  /**
   * One message.
   * @param head the payload's beginning: all of it, or at least as much as holds the envelope
   * @param payloadBytes the payload's whole length
   * @param replayed true when the server had the message before this connection was subscribed, i.e. it came through
   *   `Last-Event-ID`, a cursor or a resume
   */
  onMessage(head: string, payloadBytes: number, replayed: boolean): void;
  /** Polls only: a response was completed, this long after the poll was due. */
  onPollResponse(responseTimeUs: number): void;
  /** Polls only: this many polls fell due while an earlier one was still unanswered and were not made. */
  onPollsSkipped(count: number): void;
  onClosed(end: ConnectionEnd): void;
}

/** What a transport tells a client that has its own messages echoed. */
export interface EchoHandlers {
  /**
   * One of the client's own messages came back.
   * @param head the payload's beginning: all of it, or at least as much as holds the envelope
   */
  onEcho(head: string, payloadBytes: number): void;
  /** Transports without an upstream of their own: the second connection was made, or is gone. */
  onUplink(open: boolean): void;
  /** The server would not take a message: the status of its answer. */
  onEchoRefused(status: number): void;
}

/** What a client that asks for answers is told. */
export interface AnswerHandlers {
  /** The connection is there, and prompts can be posted on it, one at a time. */
  onReady(asker: Asker): void;
  /** @param data of one event of the answer, whole; a token or the mark of the end */
  onToken(data: string): void;
  /** The response is over. */
  onAnswerEnd(): void;
  /** The server would not answer: its status. */
  onAnswerRefused(status: number): void;
}

/** Takes prompts. */
export interface Asker {
  /**
   * Posts a prompt (ASCII); its answer is told token by token.
   * @param query what is asked for, as in `src/wire/tokens.ts`
   * @param lastToken the last token the client has of this answer; undefined when it has none, or does not say
   */
  ask(query: string, prompt: string, lastToken: number | undefined): void;
}

/** The wish of a client to ask for answers. */
export interface AnswerRequest {
  /** The client's name at the server. */
  readonly id: string;
  readonly handlers: AnswerHandlers;
}

/** The wish of a client to send messages and be given them back. */
export interface EchoRequest {
  /** The client's name at the server, unique among its clients: 1 to 64 of [0-9a-z-]. */
  readonly id: string;
  /** Source address of the second connection, by which counts of clients tell it apart; undefined: the system's choice. */
  readonly uplinkAddress: string | undefined;
  readonly handlers: EchoHandlers;
  /** What its messages are when they are not to be echoed: acknowledgements, which count as requests, or said in a room. */
  readonly purpose?: 'acks' | 'chat';
  /** What its connections say of it beside its name, as a query: `acks=1`, `room=3`. */
  readonly query?: string;
}

export interface ConnectRequest {
  /** Index of the client in the whole trial; it seeds the phase of its polls. */
  readonly client: number;
  /** Where to resume; undefined on a first connection, or '': from now on. */
  readonly cursor: string | undefined;
  /** Which of the server's processes to go to, from 0; the first unless told. */
  readonly server?: number | undefined;
  /** Source address to bind, when the load is spread over several. */
  readonly localAddress: string | undefined;
  /** Set for a client that also sends; one without only receives. */
  readonly echo?: EchoRequest | undefined;
  /** Set for a client that posts prompts; it receives nothing else. */
  readonly answers?: AnswerRequest | undefined;
}

/** One attempt and, when it succeeds, the connection. */
export interface Connection {
  /** Up to where messages were seen, for resuming; undefined before the subscribed notice, '' for from now on. */
  readonly cursor: string | undefined;
  /**
   * Sends a message (ASCII) to the server, which gives it back to this client alone.
   * @returns false when the connection is not subscribed, or was made without `ConnectRequest.echo`
   */
  send(payload: string): boolean;
  /**
   * Ends the connection: `close` in the transport's own orderly way, `reset` with a TCP RST.
   * Calls `onClosed` with cause `local` before it returns, unless the connection has ended already.
   */
  close(how: 'close' | 'reset'): void;
  /** This end of it, IPv4; undefined when it is not connected. */
  readonly localEnd: LocalEnd | undefined;
  /**
   * Stops where it is, as on a machine that has fallen asleep: reads nothing and tells nobody, not even by `onClosed`. What the
   * kernel says for it on its own account is not in this program's power.
   */
  vanish(): void;
  /** Lets go of the socket of a connection that vanished. */
  bury(): void;
}

export interface LocalEnd {
  readonly address: string;
  readonly port: number;
  /** Where it leads. */
  readonly serverPort: number;
}

export interface Hop {
  readonly host: string;
  readonly port: number;
}

/** What all connections of a transport share. */
export interface TransportContext {
  /** Base address, e.g. `http://127.0.0.1:23456` or `https://…`. */
  readonly url: string;
  /** Base addresses of the server's other processes, where there are several. */
  readonly peerUrls?: readonly string[] | undefined;
  /** Where connections really go: a proxy before the server of that address. */
  readonly via?: Hop | undefined;
  readonly clock: Clock;
  /** PEM of the certificate to trust when the address is `https`; undefined: those that Node trusts. */
  readonly certificate?: string | undefined;
  /** Whether clients offer compression: permessage-deflate on WebSocket, gzip on polls. */
  readonly compression?: boolean;
  /** The process's one timer. */
  readonly due: DueQueue;
  /** Totals of all connections; a connection adds its own when its socket is done with. */
  readonly bytes: ByteSplit;
  /** An attempt without subscribed notice after this long fails with `timeout`. */
  readonly connectTimeoutUs: number;
  /** A subscribed connection on which nothing was heard for this long is given up; undefined: never. */
  readonly staleAfterUs?: number | undefined;
  /** Pings that subscribed WebSocket connections send, and give up when unanswered; undefined: none. */
  readonly heartbeat?: HeartbeatSettings | undefined;
  /** How fast subscribed connections are read; undefined: as fast as they can. */
  readonly pace?: ReadingPace | undefined;
  /** When the polls of short-poll clients are due. */
  readonly poll: PollGrid;
  /** Long polling: how long the server is asked to hold a poll. */
  readonly holdUs: number;
  /** Long polling: set when polls do not say what the client has seen. */
  readonly withoutCursor?: boolean;
  /** Set when clients post prompts and get answers instead of following a stream. */
  readonly asksForAnswers?: boolean;
  /** A server that is not ours; undefined: one that speaks the protocol of `docs/protocol.md`. */
  readonly described?: DescribedServer | undefined;
}

/** How to speak to a server that is not ours, and how to tell our messages in what it sends. */
export interface DescribedServer extends TargetEndpoint {
  /** For `https` and `wss`. */
  readonly secureName?: SecureName;
  readonly encoding: 'plain' | 'base64';
  /** Tags of the trial's messages and of its canaries. */
  readonly tag: string;
  readonly canaryTag: string;
  /** Of every message as the publisher gave it. */
  readonly payloadBytes: number;
}

export interface Transport {
  readonly name: TransportName;
  /** Begins an attempt. The handlers are never called before this returns. */
  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection;
  /**
   * Waits until the sockets of all ended connections are done with and their bytes are in `context.bytes`;
   * those that take longer than `patienceMs` are destroyed. Call after closing every connection.
   */
  settle(patienceMs: number): Promise<void>;
}
