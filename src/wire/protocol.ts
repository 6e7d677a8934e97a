/**
 * What the reference servers and Squall's clients agree on, beside the standards they build on.
 * `docs/protocol.md` tells it to people.
 */

/** Where each transport listens. */
export const paths = {
  websocket: '/ws',
  sse: '/sse',
  'long-poll': '/long-poll',
  'short-poll': '/short-poll',
  publish: '/publish',
  echo: '/echo',
  acks: '/ack',
  chat: '/chat',
  tokens: '/tokens',
  tokensReady: '/tokens/ready',
  stats: '/stats',
  disconnect: '/disconnect',
  drain: '/drain',
  clock: '/clock',
} as const;

/** The source address of publisher and control requests on loopback, by which counts of clients leave them out. */
export const controlAddress = '127.255.255.254';

/** What a client that wants its own messages echoed may call itself. */
export const echoClientPattern = /^[0-9a-z-]{1,64}$/;

/** First thing on a stream: WebSocket text frame, SSE event `subscribed`. Messages after it count up from `cursor`. */
export interface SubscribedNotice {
  /** The message before the next one that follows on this stream. */
  cursor: string;
  /** The newest message the hub had when it answered; what follows up to it is replay. */
  head: string;
  /** True when messages between the client's cursor and `cursor` are gone from the history. */
  gap: boolean;
}

/** Body of a poll's 200 response. */
export interface PollBatch {
  /** Cursor for the next poll. */
  cursor: string;
  /** True when messages between the client's cursor and the first of this batch are gone from the history. */
  gap: boolean;
  /** Only in answers to `wait=0`: the newest message the hub had; what follows up to it is replay. */
  head?: string;
  messages: string[];
  /** What the client itself posted to be echoed; absent when there is nothing. */
  echoes?: string[];
}

/** `GET /clock`: the server's monotonic clock, when the request came and when the answer left. */
export interface ClockReading {
  receivedAtUs: number;
  sentAtUs: number;
}

/** Lines a server process prints on stdout, one JSON object each. */
export type ServerLine = ReadyLine | StatsLine | StoppedLine;

export interface ReadyLine {
  event: 'ready';
  transport: string;
  url: string;
  port: number;
  /** Only with a second port for control. */
  controlPort?: number;
  pid: number;
  /** Only under TLS: the certificate to trust, PEM. */
  certificate?: string;
  /** Host-monotonic instant at which the server listened. */
  atUs: number;
}

export interface StatsLine extends ServerStats {
  event: 'stats';
}

/**
 * What made a server give up a connection of whose end nobody had told it: an unanswered ping, a full buffer that the client
 * did not read from, or the kernel, which had sent the same segment in vain for too long.
 */
export const reapCauses = ['ping', 'overflow', 'tcp'] as const;
export type ReapCause = (typeof reapCauses)[number];

export interface Reaping {
  /** Host-monotonic. */
  atUs: number;
  by: ReapCause;
}

export interface StoppedLine {
  event: 'stopped';
  reason: string;
}

/** `GET /stats`, and every stats line. Counters run from the process's start. */
export interface ServerStats {
  /** Host-monotonic instant of the reading. */
  atUs: number;
  /** Client connections held now: subscribed streams, or sockets that polls came in on. */
  connections: number;
  /** Connections whose first request waits for a handler; not among `connections`. */
  waiting: number;
  /** Connections held now on which clients posted messages to be echoed. */
  uplinks: number;
  counters: {
    connectionsOpened: number;
    connectionsClosed: number;
    /** Turned away with 503 because of the limit. */
    connectionsRejected: number;
    /** Turned away with 503 by admission control, or because too many waited for a handler. */
    notAdmitted: number;
    /** Closed because the client stayed silent. */
    reaped: number;
    /** Times that a client's buffer was found full; under the policy `disconnect` each ended a connection. */
    overflowed: number;
    /** Messages that passed a client by, once for each client: dropped, or given up for a newer one under `coalesce`. */
    dropped: number;
    coalesced: number;
    published: number;
    delivered: number;
    /** Messages given back to the client that sent them. */
    echoed: number;
    /** Messages that clients have acknowledged, and sendings of messages that had been sent to the client before. */
    acknowledged: number;
    redelivered: number;
    /** Prompts answered, prompts whose answer was gone on with, and tokens written. */
    answersBegun: number;
    answersResumed: number;
    tokens: number;
    /** Messages said in rooms, those given to others there, and words of who came and went. */
    said: number;
    heard: number;
    presenceTold: number;
    polls: number;
    emptyPolls: number;
    requestsFailed: number;
  };
  /** Connections given up since the last stats line (since the start where none is printed). */
  reapings: Reaping[];
  memory: { rssBytes: number; heapUsedBytes: number };
  /** True when the process had no file descriptor left at the reading: it closes new connections unserved. */
  outOfDescriptors: boolean;
  cpu: { userUs: number; systemUs: number };
  /** Event-loop delay since the last stats line (since the start for `GET /stats`). */
  loopDelayUs: { p50: number; p99: number; max: number };
  /** Newest message id, oldest one kept, what the history holds, and how many it dropped because of which bound. */
  history: {
    epoch: string;
    newest: number;
    oldest: number;
    messages: number;
    bytes: number;
    evicted: { byMessages: number; byBytes: number };
  };
}
