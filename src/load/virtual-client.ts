import { ClientLedger, type EncodedLedger } from '../metrics/client-ledger.js';
import { Backoff, type BackoffPlan } from '../reconnect/backoff.js';
import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  LocalEnd,
  Transport,
} from '../transports/transport.js';
import { decodeEnvelope, type Envelope } from '../wire/envelope.js';
import type { AckClient } from './ack-client.js';
import type { ChatClient } from './chat-client.js';
import type { CohortRecorder } from './cohort-recorder.js';
import type { EchoClient } from './echo-client.js';
import type { LoadRecorder } from './load-recorder.js';
import type { TokenClient } from './token-client.js';

/** What all virtual clients of a worker share. */
export interface ClientSurroundings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly due: DueQueue;
  readonly recorder: LoadRecorder;
  readonly backoff: BackoffPlan;
  /** Tag of the trial's messages; others are counted as foreign. */
  readonly tag: string;
  /** Tag of its canaries: they show that a client is subscribed to a target and count nowhere else. */
  readonly canaryTag: string;
  /** Messages due before this instant belong to the warm-up. Infinite until publishing begins. */
  measureFromUs: number;
  /** The server's processes: client i begins at process i mod n and goes to the next one after each loss and failed attempt. */
  readonly servers: number;
  localAddressOf(client: number): string | undefined;
}

/** What a client has beside receiving. */
export interface ClientParts {
  /** What it has echoed; absent: nothing. */
  readonly echo?: EchoClient | undefined;
  /** How it acknowledges; absent: not at all. */
  readonly acks?: AckClient | undefined;
  /** What it says and hears in its room; absent: it is in none. */
  readonly chat?: ChatClient | undefined;
  /** What it asks; absent: nothing. */
  readonly tokens?: TokenClient | undefined;
  /** What it is told apart by; absent when the clients are all alike. */
  readonly cohort?: CohortRecorder | undefined;
}

/** Reused by every delivery of this process: decoding allocates nothing that lives. */
const envelope: Envelope = { tag: '', sequence: 0, dueUs: 0 };

/**
 * One simulated client: it connects when due, takes down what it receives, and after a loss keeps trying as its policy
 * says until it is back or finished. It is its own connection handler and its own timer task: per client one object,
 * per message no allocation of its own.
 */
export class VirtualClient implements ConnectionHandlers, DueTask {
  readonly #index: number;
  readonly #around: ClientSurroundings;
  readonly #echo: EchoClient | undefined;
  readonly #acks: AckClient | undefined;
  readonly #chat: ChatClient | undefined;
  readonly #tokens: TokenClient | undefined;
  readonly #cohort: CohortRecorder | undefined;
  readonly #backoff: Backoff;
  readonly #ledger = new ClientLedger();
  #connection: Connection | undefined;
  /** The connection that it vanished with, until it wakes. */
  #vanished: Connection | undefined;
  /** The server process it goes to. */
  #server: number;
  #cursor: string | undefined;
  #waiting: DueHandle | undefined;
  #subscribed = false;
  /** A canary has come. */
  #isReached = false;
  #finished = false;
  #presentAtEnd = false;
  #attempts = 0;
  #connections = 0;
  /** Attempts since the last loss. */
  #attemptsSinceLoss = 0;
  /** When the client was first due to connect, when its present attempt began, when it subscribed, first and last. */
  #firstDueUs = 0;
  #attemptUs = 0;
  #firstSubscribedUs: number | null = null;
  #subscribedUs = 0;
  #lostUs: number | undefined;
  /** Since when its connection may be half open. */
  #silencedUs: number | undefined;
  /** The server's last word on when to return; an EventSource keeps it for all later attempts. */
  #serverRetryUs: number | undefined;

  constructor(
    index: number,
    around: ClientSurroundings,
    { echo, acks, chat, tokens, cohort }: ClientParts = {},
  ) {
    this.#index = index;
    this.#server = index % around.servers;
    this.#around = around;
    this.#echo = echo;
    this.#acks = acks;
    this.#chat = chat;
    this.#tokens = tokens;
    this.#cohort = cohort;
    this.#backoff = new Backoff(around.backoff, index);
  }

  get index(): number {
    return this.#index;
  }

  get subscribed(): boolean {
    return this.#subscribed;
  }

  /** Connects at `dueUs`. */
  start(dueUs: number): void {
    this.#firstDueUs = dueUs;
    this.#waiting = this.#around.due.at(dueUs, this);
  }

  /** A message of its own is due. */
  sendEcho(sequence: number, dueUs: number): void {
    const connection = this.#subscribed ? this.#connection : undefined;
    this.#echo?.send(sequence, dueUs, connection);
    this.#chat?.say(sequence, dueUs, connection);
    this.#tokens?.prompt(sequence, dueUs);
  }

  /** Where the connection is that it is subscribed on; undefined without one. */
  get localEnd(): LocalEnd | undefined {
    return this.#subscribed ? this.#connection?.localEnd : undefined;
  }

  /** From this instant on its connection hears nothing: how long it takes to notice is measured. */
  silence(atUs: number): void {
    this.#silencedUs = this.#subscribed ? atUs : undefined;
  }

  /** Stops where it is without a word to the server, if it still holds the connection at this port. */
  vanish(port: number): void {
    const connection = this.#connection;
    if (this.localEnd?.port !== port || connection === undefined) return;
    this.#cursor = connection.cursor ?? this.#cursor;
    connection.vanish();
    this.#vanished = connection;
    this.#connection = undefined;
    this.#noteLoss(this.#around.clock.nowUs());
  }

  /** Gives up the connection it vanished with and returns by its policy. */
  wake(): void {
    if (this.#vanished === undefined || this.#finished) return;
    this.#letGo();
    this.#planAttempt(undefined, this.#around.clock.nowUs());
  }

  /** Cuts the connection as if the client's network went away; the client then returns by its policy. */
  cut(how: 'close' | 'reset'): void {
    this.#silencedUs = undefined;
    if (this.#subscribed) this.#connection?.close(how);
  }

  /** Ends the client for good. */
  finish(): void {
    this.#presentAtEnd = this.#subscribed;
    this.#finished = true;
    if (this.#waiting !== undefined) this.#around.due.cancel(this.#waiting);
    this.#waiting = undefined;
    this.#connection?.close('close');
    this.#letGo();
  }

  encodeLedger(): EncodedLedger {
    const ledger = this.#ledger.encode({
      client: this.#index,
      subscribedAtUs: this.#firstSubscribedUs,
      presentAtEnd: this.#presentAtEnd,
      connections: this.#connections,
      attempts: this.#attempts,
      delays: this.#backoff.delays,
      delayDigest: this.#backoff.delayDigest,
      ...(this.#cohort === undefined ? {} : { cohort: this.#cohort.name }),
    });
    // What comes again because it was not acknowledged in time is dropped and counted as that.
    return this.#acks === undefined ? ledger : { ...ledger, duplicate: 0 };
  }

  onDue(dueUs: number): void {
    this.#waiting = undefined;
    const { transport, clock, recorder } = this.#around;
    const now = clock.nowUs();
    const isReturn = this.#lostUs !== undefined;
    recorder.recordAttempt(now, dueUs, isReturn, isReturn && this.#attemptsSinceLoss === 0);
    this.#attempts++;
    this.#attemptsSinceLoss++;
    this.#attemptUs = now;
    const request = {
      client: this.#index,
      server: this.#server,
      cursor: this.#cursor,
      localAddress: this.#around.localAddressOf(this.#index),
      echo: (this.#echo ?? this.#acks ?? this.#chat)?.request,
      answers: this.#tokens?.request,
    };
    this.#connection = transport.connect(request, this);
  }

  onSubscribed(): void {
    const { clock, recorder } = this.#around;
    const now = clock.nowUs();
    this.#subscribed = true;
    this.#subscribedUs = now;
    this.#connections++;
    this.#firstSubscribedUs ??= now;
    this.#acks?.begin(this.#connection);
    this.#chat?.begin();
    if (this.#lostUs === undefined) recorder.recordConnected(now - this.#firstDueUs, now);
    else recorder.recordReturned(now - this.#attemptUs, this.#lostUs, now);
  }

  onMessage(head: string, _payloadBytes: number, replayed: boolean): void {
    const { tag, clock, recorder, measureFromUs } = this.#around;
    if (!decodeEnvelope(head, tag, envelope)) {
      this.#takeOther(head);
      return;
    }
    const isFirst = this.#ledger.receive(envelope.sequence, replayed);
    this.#acks?.take(isFirst);
    if (!isFirst) return;
    const now = clock.nowUs();
    const isMeasured = envelope.dueUs >= measureFromUs;
    recorder.recordDelivery(now - envelope.dueUs, now, isMeasured);
    if (isMeasured) this.#cohort?.delivery.record(now - envelope.dueUs);
  }

  #takeOther(head: string): void {
    const { canaryTag, recorder } = this.#around;
    if (!decodeEnvelope(head, canaryTag, envelope)) recorder.foreign++;
    else if (!this.#isReached) {
      this.#isReached = true;
      recorder.reached++;
    }
  }

  onPollResponse(responseTimeUs: number): void {
    this.#around.recorder.recordResponse(responseTimeUs);
  }

  onPollsSkipped(count: number): void {
    this.#around.recorder.skippedPolls += count;
  }

  onClosed(end: ConnectionEnd): void {
    const { clock, recorder } = this.#around;
    const wasSubscribed = this.#subscribed;
    this.#cursor = this.#connection?.cursor ?? this.#cursor;
    this.#connection = undefined;
    this.#acks?.end();
    this.#tokens?.end();
    if (wasSubscribed) this.#chat?.end();
    this.#subscribed = false;
    if (this.#finished) return;
    this.#server = (this.#server + 1) % this.#around.servers;
    const now = clock.nowUs();
    if (wasSubscribed) {
      this.#noteLoss(now);
      if (this.#silencedUs !== undefined) recorder.recordNoticed(end.cause, now - this.#silencedUs);
      this.#silencedUs = undefined;
    } else if (end.cause !== 'heartbeat') {
      recorder.lastFailure = end.detail;
      recorder.recordFailedAttempt(end.cause, now, this.#lostUs !== undefined);
    }
    this.#planAttempt(end, now);
  }

  #noteLoss(now: number): void {
    this.#subscribed = false;
    this.#around.recorder.recordLost(now);
    this.#lostUs = now;
    this.#attemptsSinceLoss = 0;
    this.#backoff.lose(now - this.#subscribedUs);
  }

  #letGo(): void {
    this.#vanished?.bury();
    this.#vanished = undefined;
  }

  /** @param end how the connection ended; undefined for one that the client itself gave up */
  #planAttempt(end: ConnectionEnd | undefined, now: number): void {
    const next = end?.isFinal === true ? undefined : this.#chooseNextAttempt(end, now);
    if (next !== undefined) this.#waiting = this.#around.due.at(next, this);
    else if (this.#lostUs !== undefined) this.#around.recorder.gaveUp++;
  }

  /** When to try again; undefined: never. */
  #chooseNextAttempt(end: ConnectionEnd | undefined, now: number): number | undefined {
    const { retryAfterUs, nextAttemptUs } = end ?? {};
    this.#serverRetryUs = retryAfterUs ?? this.#serverRetryUs;
    if (nextAttemptUs !== undefined) return nextAttemptUs;
    const delayUs = this.#backoff.nextDelayUs(this.#serverRetryUs);
    return delayUs === undefined ? undefined : now + delayUs;
  }
}
