import type { ReconnectSettings } from '../scenario/scenario.js';

/** What a simulated storm is made of. Instants count from the loss of all connections. */
export interface StormSettings {
  readonly seed: number;
  /** At most `mostClients`. */
  readonly clients: number;
  readonly reconnect: ReconnectSettings;
  /** From the loss until servers are ready again. */
  readonly outageUs: number;
  /** What an attempt meets meanwhile: a host that refuses at once, or nobody who answers. */
  readonly whileAway: 'refuse' | 'drop';
  /** The clients notice the loss one after the other over this time, evenly; 0: all at once. */
  readonly lossSpanUs: number;
  /** A packet's way there and back, the same for all clients. */
  readonly roundTripUs: number;
  readonly servers: ServerCapacity;
  /** Undefined: every handshake that a server takes up is let in. */
  readonly admission: AdmissionSettings | undefined;
  /** What the server asks clients to wait before any admission did (SSE `retry:`); undefined: nothing. */
  readonly serverRetryUs: number | undefined;
  /** Waits before each repetition of a SYN that was not answered; see `listSynWaitsUs`. */
  readonly synWaitsUs: readonly number[];
  /** When how many clients noticed the loss, in order of time, as a real run had it; undefined: `lossSpanUs` says. */
  readonly losses: readonly Losses[] | undefined;
  /** The simulation ends here, with clients still trying, if not all are back or have given up before. */
  readonly untilUs: number;
}

/** Servers behind one address; attempts are dealt out to them in turn. */
export interface ServerCapacity {
  readonly count: number;
  /** Connections that each takes off its accept queue in a second at most. */
  readonly acceptPerSecond: number;
  /** CPU time of one handshake; a server is one thread, so it does no more than 1 s ÷ this in a second either. */
  readonly handshakeUs: number;
  /** Length of each one's accept queue, as given to `listen`: Linux lets one more in. */
  readonly backlog: number;
}

/** A token bucket of handshakes over all servers; who gets no token is told 503. */
export interface AdmissionSettings {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** What a refused client is asked to wait; undefined: no Retry-After. */
  readonly retryAfterUs: number | undefined;
  /** Share by which Retry-After is spread, evenly: 0.5 is ± 50 %. */
  readonly jitter: number;
}

/** Losses noticed from `atUs` on, evenly over `overUs`. */
export interface Losses {
  readonly atUs: number;
  readonly overUs: number;
  readonly count: number;
}

export const mostClients = 10_000_000;
