import type { FlawSettings } from '../src/wire/flaws.js';
import type { TransportName } from '../src/wire/transport-names.js';

export type ServedTransport = TransportName;

export const overflowPolicies = ['disconnect', 'drop', 'coalesce'] as const;
/**
 * What happens to a client that reads too slowly: it is disconnected, it misses messages and is told so, or only the newest
 * message is kept for it until there is room.
 */
export type OverflowPolicy = (typeof overflowPolicies)[number];

/** Admission control: a token bucket for new clients, 503 with `Retry-After` for those who find it empty. */
export interface AdmissionOptions {
  readonly ratePerSecond: number;
  /** Tokens kept while nobody comes. */
  readonly burst: number;
  /** Mean of `Retry-After`, and the share of it by which it varies either way, 0 to 1. */
  readonly retryAfterUs: number;
  readonly jitter: number;
  readonly seed: number;
}

/** Everything a reference server can be told. Durations are microseconds, sizes bytes. */
export interface ServerOptions {
  readonly transport: ServedTransport;
  /** Served beside it on the same port, for clients that fall back; each keeps to `maxConnections` by itself. */
  readonly also: readonly ServedTransport[];
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Connections the kernel queues until they are accepted; it caps this at `net.core.somaxconn`. */
  readonly backlog: number;
  /** A second port for everything that is not a client: publishing, statistics, control; undefined: none. 0: any free one. */
  readonly controlPort: number | undefined;
  /** Connections accepted per second at most, the rest waits in the kernel's queue; undefined: as they come. */
  readonly acceptRatePerSecond: number | undefined;
  /** From listening until the first connection is accepted. */
  readonly warmUpUs: number;
  /** Undefined: nobody is turned away but by the limit on connections. */
  readonly admission: AdmissionOptions | undefined;
  /** Handlers, each taken by one client request until that is done; undefined: as many as there are requests. */
  readonly threads: number | undefined;
  /** Requests that may wait for a handler; further ones are answered 503. */
  readonly threadQueue: number;
  /** Client connections beyond this are answered 503; control requests are exempt. */
  readonly maxConnections: number;
  /** The history drops its oldest messages beyond either bound; the newest is always kept. */
  readonly historyMessages: number;
  readonly historyBytes: number;
  /** Written on a graceful stop and loaded, then removed, at the next start. */
  readonly historyFile: string | undefined;
  /** Base address of a reference server for WebSocket whose messages this one repeats, ids and all; undefined: it is its own hub. */
  readonly upstream: string | undefined;
  readonly maxPayloadBytes: number;
  /** How long a long poll is held; a client may ask for less. */
  readonly holdUs: number;
  /** Most messages in one poll's answer. */
  readonly maxBatchMessages: number;
  /** Whether the server speaks TLS 1.3, and nothing else, on its port. */
  readonly tls: boolean;
  /** Where key and certificate are kept between starts; undefined: made anew at each. */
  readonly tlsFile: string | undefined;
  /** Whether clients that offer compression get it: permessage-deflate on WebSocket, gzip on polls. */
  readonly compression: boolean;
  /** Interval of WebSocket pings and SSE comments. */
  readonly heartbeatUs: number;
  /** Silence after which the kernel begins to ask whether the other end is there, whole seconds; undefined: never. */
  readonly keepAliveUs: number | undefined;
  /** The SSE `retry:` field, and the Retry-After of a 503. */
  readonly retryUs: number;
  /** Streams: bytes that may wait for one client. Polls: most payload bytes in one answer. */
  readonly bufferBytes: number;
  readonly overflow: OverflowPolicy;
  /** Streams: a message that a client has not acknowledged is sent again after this long. */
  readonly ackTimeoutUs: number;
  /** What is to be wrong with the server, in the order in which a message meets it. */
  readonly flaws: readonly FlawSettings[];
  /** Where a server writes down what it accepted, sent and stood still for; with flaws only. */
  readonly flawLog: string | undefined;
}

export const defaultServerOptions: Omit<ServerOptions, 'transport'> = {
  also: [],
  host: '127.0.0.1',
  port: 0,
  backlog: 4096,
  controlPort: undefined,
  acceptRatePerSecond: undefined,
  warmUpUs: 0,
  admission: undefined,
  threads: undefined,
  threadQueue: 1000,
  maxConnections: 20_000,
  historyMessages: 10_000,
  historyBytes: 64 * 1024 * 1024,
  historyFile: undefined,
  upstream: undefined,
  maxPayloadBytes: 1024 * 1024,
  holdUs: 25_000_000,
  maxBatchMessages: 1000,
  tls: false,
  tlsFile: undefined,
  compression: false,
  heartbeatUs: 30_000_000,
  keepAliveUs: undefined,
  retryUs: 3_000_000,
  bufferBytes: 1024 * 1024,
  overflow: 'disconnect',
  ackTimeoutUs: 5_000_000,
  flaws: [],
  flawLog: undefined,
};
