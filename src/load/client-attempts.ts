import type { ClientFacts } from '../metrics/client-ledger.js';
import { Backoff, type BackoffPlan } from '../reconnect/backoff.js';
import type { ConnectionEnd } from '../transports/transport.js';
import type { LoadRecorder } from './load-recorder.js';

/** What the attempts of all clients of a worker share. */
export interface AttemptSurroundings {
  readonly recorder: LoadRecorder;
  readonly backoff: BackoffPlan;
  /** The server's processes: client i begins at process i mod n and goes to the next one after each loss and failed attempt. */
  readonly servers: number;
}

/**
 * One client's way to a connection and back to one: when it tries, at which server process, and what came of it. Knows nothing of
 * sockets and timers. Instants are microseconds of the host's clock.
 */
export class ClientAttempts {
  readonly #around: AttemptSurroundings;
  readonly #backoff: Backoff;
  #server: number;
  #made = 0;
  #madeSinceLoss = 0;
  #connections = 0;
  /** When the client was first due to connect, when its present attempt began, when it subscribed, first and last. */
  #firstDueUs = 0;
  #begunUs = 0;
  #firstSubscribedUs: number | null = null;
  #subscribedUs = 0;
  #lostUs: number | undefined;
  /** The server's last word on when to return; an EventSource keeps it for all later attempts. */
  #serverRetryUs: number | undefined;

  constructor(client: number, around: AttemptSurroundings) {
    this.#around = around;
    this.#server = client % around.servers;
    this.#backoff = new Backoff(around.backoff, client);
  }

  /** The server process it goes to. */
  get server(): number {
    return this.#server;
  }

  /** The client is to connect for the first time. */
  expect(dueUs: number): void {
    this.#firstDueUs = dueUs;
  }

  begin(dueUs: number, nowUs: number): void {
    const isReturn = this.#lostUs !== undefined;
    this.#around.recorder.recordAttempt(nowUs, dueUs, isReturn, isReturn && this.#madeSinceLoss === 0);
    this.#made++;
    this.#madeSinceLoss++;
    this.#begunUs = nowUs;
  }

  /** The attempt came to a subscribed notice. */
  succeed(nowUs: number): void {
    const { recorder } = this.#around;
    this.#subscribedUs = nowUs;
    this.#connections++;
    this.#firstSubscribedUs ??= nowUs;
    if (this.#lostUs === undefined) recorder.recordConnected(nowUs - this.#firstDueUs, nowUs);
    else recorder.recordReturned(nowUs - this.#begunUs, this.#lostUs, nowUs);
  }

  fail({ cause, detail }: ConnectionEnd, nowUs: number): void {
    // Pings begin with the subscription, so no attempt ends for want of a pong; this says so to the compiler.
    if (cause === 'heartbeat') return;
    const { recorder } = this.#around;
    recorder.lastFailure = detail;
    recorder.recordFailedAttempt(cause, nowUs, this.#lostUs !== undefined);
  }

  /** The connection that it was subscribed on is gone. */
  lose(nowUs: number): void {
    this.#around.recorder.recordLost(nowUs);
    this.#lostUs = nowUs;
    this.#madeSinceLoss = 0;
    this.#backoff.lose(nowUs - this.#subscribedUs);
  }

  turnToNextServer(): void {
    this.#server = (this.#server + 1) % this.#around.servers;
  }

  /**
   * When to try again; undefined: never, the client gives up.
   * @param end how the connection ended; undefined for one that the client itself gave up
   */
  planNext(end: ConnectionEnd | undefined, nowUs: number): number | undefined {
    const next = end?.isFinal === true ? undefined : this.#chooseNext(end, nowUs);
    if (next === undefined && this.#lostUs !== undefined) this.#around.recorder.gaveUp++;
    return next;
  }

  #chooseNext(end: ConnectionEnd | undefined, nowUs: number): number | undefined {
    const { retryAfterUs, nextAttemptUs } = end ?? {};
    this.#serverRetryUs = retryAfterUs ?? this.#serverRetryUs;
    if (nextAttemptUs !== undefined) return nextAttemptUs;
    const delayUs = this.#backoff.nextDelayUs(this.#serverRetryUs);
    return delayUs === undefined ? undefined : nowUs + delayUs;
  }

  /** What the client's ledger says of its attempts. */
  describe(): Pick<ClientFacts, 'subscribedAtUs' | 'connections' | 'attempts' | 'delays' | 'delayDigest'> {
    return {
      subscribedAtUs: this.#firstSubscribedUs,
      connections: this.#connections,
      attempts: this.#made,
      delays: this.#backoff.delays,
      delayDigest: this.#backoff.delayDigest,
    };
  }
}
