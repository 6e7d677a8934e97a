import type { FlawSettings } from '../src/wire/flaws.js';
import type { TransportName } from '../src/wire/transport-names.js';

export type ServedTransport = TransportName;

export const overflowPolicies = ['disconnect', 'drop', 'coalesce'] as const;
/**
 * What happens to a client that reads too slowly: it is disconnected, it misses messages and is told so, or only the newest
 * message is kept for it until there is room.
 */
export type OverflowPolicy = (typeof overflowPolicies)[number];

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
  /** Client connections beyond this are answered 503; control requests are exempt. */
  readonly maxConnections: number;
  /** The history drops its oldest messages beyond either bound; the newest is always kept. */
  readonly historyMessages: number;
  readonly historyBytes: number;
  /** Written on a graceful stop and loaded, then removed, at the next start. */
  readonly historyFile: string | undefined;
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
  maxConnections: 20_000,
  historyMessages: 10_000,
  historyBytes: 64 * 1024 * 1024,
  historyFile: undefined,
  maxPayloadBytes: 1024 * 1024,
  holdUs: 25_000_000,
  maxBatchMessages: 1000,
  tls: false,
  tlsFile: undefined,
  compression: false,
  heartbeatUs: 30_000_000,
  retryUs: 3_000_000,
  bufferBytes: 1024 * 1024,
  overflow: 'disconnect',
  ackTimeoutUs: 5_000_000,
  flaws: [],
  flawLog: undefined,
};
