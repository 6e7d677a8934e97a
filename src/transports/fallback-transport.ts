import { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { Clock } from '../system/clock.js';
import type { TransportName } from '../wire/transport-names.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  ConnectRequest,
  LocalEnd,
  Transport,
} from './transport.js';

/** How clients fared along a list of transports. */
export class FallbackLog {
  /** From the beginning of an attempt whose handshake was not accepted to the next transport's turn. */
  readonly lost = new LatencyHistogram();
  /** Place in the list of each client that fell back, by its number. */
  readonly placeOf = new Map<number, number>();
  /** Clients by the transport on which they last were subscribed. */
  readonly lastOn = new Map<number, TransportName>();

  /** Clients by the transport that they ended up with; one that never was subscribed is in none of them. */
  countClients(): Partial<Record<TransportName, number>> {
    const counts: Partial<Record<TransportName, number>> = {};
    for (const name of this.lastOn.values()) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }
}

/**
 * Several transports as one: a client whose handshake is not accepted goes on to the next of the list at once, within
 * the same attempt, and stays there. Other failures, of a server that is away, say, are the reconnect policy's.
 */
export class FallbackTransport implements Transport {
  readonly name: TransportName;
  readonly log = new FallbackLog();
  readonly clock: Clock;
  readonly #transports: readonly Transport[];

  /** @param transports in the order in which clients try them; at least one */
  constructor(transports: readonly Transport[], clock: Clock) {
    const [first] = transports;
    if (first === undefined) throw new RangeError('there is no transport to fall back from');
    this.name = first.name;
    this.clock = clock;
    this.#transports = transports;
  }

  connect(request: ConnectRequest, handlers: ConnectionHandlers): Connection {
    return new FallbackConnection(this, request, handlers);
  }

  /** The transport at a place of the list; undefined beyond its end. */
  at(place: number): Transport | undefined {
    return this.#transports[place];
  }

  async settle(patienceMs: number): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.settle(patienceMs)));
  }
}

/** One attempt along the list and, when it succeeds, the connection. */
class FallbackConnection implements Connection, ConnectionHandlers {
  readonly #home: FallbackTransport;
  readonly #request: ConnectRequest;
  readonly #handlers: ConnectionHandlers;
  #connection: Connection | undefined;
  #beganUs = 0;
  #isSubscribed = false;

  constructor(home: FallbackTransport, request: ConnectRequest, handlers: ConnectionHandlers) {
    this.#home = home;
    this.#request = request;
    this.#handlers = handlers;
    this.#try(this.#place);
  }

  get cursor(): string | undefined {
    return this.#connection?.cursor;
  }

  send(payload: string): boolean {
    return this.#connection?.send(payload) ?? false;
  }

  close(how: 'close' | 'reset'): void {
    this.#connection?.close(how);
  }

  get localEnd(): LocalEnd | undefined {
    return this.#connection?.localEnd;
  }

  vanish(): void {
    this.#connection?.vanish();
  }

  bury(): void {
    this.#connection?.bury();
  }

  onSubscribed(): void {
    this.#isSubscribed = true;
    const { name } = this.#home.at(this.#place) ?? this.#home;
    this.#home.log.lastOn.set(this.#request.client, name);
    this.#handlers.onSubscribed();
  }

  onMessage(head: string, payloadBytes: number, replayed: boolean): void {
    this.#handlers.onMessage(head, payloadBytes, replayed);
  }

  onPollResponse(responseTimeUs: number): void {
    this.#handlers.onPollResponse(responseTimeUs);
  }

  onPollsSkipped(count: number): void {
    this.#handlers.onPollsSkipped(count);
  }

  onClosed(end: ConnectionEnd): void {
    const next = this.#place + 1;
    const mayFallBack = !this.#isSubscribed && end.cause === 'handshake' && end.isFinal !== true;
    if (!mayFallBack || this.#home.at(next) === undefined) {
      this.#handlers.onClosed(end);
      return;
    }
    const { clock, log } = this.#home;
    log.lost.record(clock.nowUs() - this.#beganUs);
    log.placeOf.set(this.#request.client, next);
    this.#try(next);
  }

  get #place(): number {
    return this.#home.log.placeOf.get(this.#request.client) ?? 0;
  }

  #try(place: number): void {
    this.#beganUs = this.#home.clock.nowUs();
    this.#connection = this.#home.at(place)?.connect(this.#request, this);
  }
}
