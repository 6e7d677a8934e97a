import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../src/system/clock.js';
import type { AckDesk } from './ack-desk.js';
import type { Admission } from './admission.js';
import type { AnswerDesk } from './answer-desk.js';
import type { EchoDesk } from './echo-desk.js';
import type { FlawSet } from './flaws/flaw-set.js';
import type { Hub } from './hub.js';
import type { ReapLog } from './reap-log.js';
import type { RoomDesk } from './room-desk.js';
import type { ServerOptions } from './server-options.js';
import type { ServerCounters } from './stats.js';

/** What the server's parts share. */
export interface ServerContext {
  readonly hub: Hub;
  readonly echoes: EchoDesk;
  readonly rooms: RoomDesk;
  readonly acks: AckDesk;
  readonly answers: AnswerDesk;
  readonly options: ServerOptions;
  readonly counters: ServerCounters;
  readonly reaps: ReapLog;
  readonly clock: Clock;
  /** Undefined: every client is admitted. */
  readonly admission?: Admission | undefined;
  /** What is wrong with the server on purpose; undefined: nothing. */
  readonly flaws?: FlawSet | undefined;
}

/**
 * `close` and `stop` end a connection in the transport's own orderly way, `reset` with a TCP RST. `drain` is `stop` with patience:
 * who has nothing under way, an idle polling connection, is told with the answer to its next request.
 */
export type EndHow = 'close' | 'reset' | 'stop' | 'drain';

/** One client's connection as the server holds it. */
export interface ServedConnection {
  /** Ends the connection; unless it is drained it counts as gone as soon as this returns, even if its socket takes longer. */
  end(how: EndHow): void;
}

/** One transport behind the shared HTTP front, which has checked path and method. */
export interface TransportServer {
  readonly path: string;
  /** Client connections held now. */
  readonly connections: number;
  /** Connections whose first request waits for a handler; absent where none ever waits. */
  readonly waiting?: number;
  /** The same as `connections`, in the order in which they were opened. */
  listConnections(): ServedConnection[];
  /**
   * Answers one GET of the transport's path.
   * @throws RequestError to have it refused
   */
  handleRequest(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void;
  /**
   * Takes over a connection that asks for another protocol; absent when the transport has none.
   * @throws RequestError to have it refused
   */
  handleUpgrade?(request: IncomingMessage, socket: Socket, head: Buffer, query: URLSearchParams): void;
  /** Turns away whoever waits for a handler; absent where none ever waits. */
  refuseWaiting?(): void;
  /** Destroys sockets the HTTP server does not know of any more, and lets go of every timer and subscription. */
  dispose(): void;
}
