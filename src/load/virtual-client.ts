import { ClientLedger, type EncodedLedger } from '../metrics/client-ledger.js';
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
import { type AttemptSurroundings, ClientAttempts } from './client-attempts.js';
import type { CohortRecorder } from './cohort-recorder.js';
import type { EchoClient } from './echo-client.js';
import type { TokenClient } from './token-client.js';

/** What all virtual clients of a worker share. */
export interface ClientSurroundings extends AttemptSurroundings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly due: DueQueue;
  /** Tag of the trial's messages; others are counted as foreign. */
  readonly tag: string;
  /** Tag of its canaries: they show that a client is subscribed to a target and count nowhere else. */
  readonly canaryTag: string;
  /** Messages due before this instant belong to the warm-up. Infinite until publishing begins. */
  measureFromUs: number;
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
 * says until it is back or finished. It is its own connection handler and its own timer task: no closure per client,
 * no allocation per message.
 */
export class VirtualClient implements ConnectionHandlers, DueTask {
  readonly #index: number;
  readonly #around: ClientSurroundings;
  readonly #echo: EchoClient | undefined;
  readonly #acks: AckClient | undefined;
  readonly #chat: ChatClient | undefined;
  readonly #tokens: TokenClient | undefined;
  readonly #cohort: CohortRecorder | undefined;
  readonly #attempts: ClientAttempts;
  readonly #ledger = new ClientLedger();
  #connection: Connection | undefined;
  /** The connection that it vanished with, until it wakes. */
  #vanished: Connection | undefined;
  #cursor: string | undefined;
  #waiting: DueHandle | undefined;
  #subscribed = false;
  /** A canary has come. */
  #isReached = false;
  #finished = false;
  #presentAtEnd = false;
  /** Since when its connection may be half open. */
  #silencedUs: number | undefined;

  constructor(
    index: number,
    around: ClientSurroundings,
    { echo, acks, chat, tokens, cohort }: ClientParts = {},
  ) {
    this.#index = index;
    this.#around = around;
    this.#echo = echo;
    this.#acks = acks;
    this.#chat = chat;
    this.#tokens = tokens;
    this.#cohort = cohort;
    this.#attempts = new ClientAttempts(index, around);
  }

  get index(): number {
    return this.#index;
  }

  get subscribed(): boolean {
    return this.#subscribed;
  }

  /** Connects at `dueUs`. */
  start(dueUs: number): void {
    this.#attempts.expect(dueUs);
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
      presentAtEnd: this.#presentAtEnd,
      ...this.#attempts.describe(),
      ...(this.#cohort === undefined ? {} : { cohort: this.#cohort.name }),
    });
    // What comes again because it was not acknowledged in time is dropped and counted as that.
    return this.#acks === undefined ? ledger : { ...ledger, duplicate: 0 };
  }

  onDue(dueUs: number): void {
    this.#waiting = undefined;
    const { transport, clock } = this.#around;
    this.#attempts.begin(dueUs, clock.nowUs());
    const request = {
      client: this.#index,
      server: this.#attempts.server,
      cursor: this.#cursor,
      localAddress: this.#around.localAddressOf(this.#index),
      echo: (this.#echo ?? this.#acks ?? this.#chat)?.request,
      answers: this.#tokens?.request,
    };
    this.#connection = transport.connect(request, this);
  }

  onSubscribed(): void {
    const now = this.#around.clock.nowUs();
    this.#subscribed = true;
    this.#acks?.begin(this.#connection);
    this.#chat?.begin();
    this.#attempts.succeed(now);
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
    this.#attempts.turnToNextServer();
    const now = clock.nowUs();
    if (wasSubscribed) {
      this.#noteLoss(now);
      if (this.#silencedUs !== undefined) recorder.recordNoticed(end.cause, now - this.#silencedUs);
      this.#silencedUs = undefined;
    } else this.#attempts.fail(end, now);
    this.#planAttempt(end, now);
  }

  #noteLoss(now: number): void {
    this.#subscribed = false;
    this.#attempts.lose(now);
  }

  #letGo(): void {
    this.#vanished?.bury();
    this.#vanished = undefined;
  }

  /** @param end how the connection ended; undefined for one that the client itself gave up */
  #planAttempt(end: ConnectionEnd | undefined, now: number): void {
    const next = this.#attempts.planNext(end, now);
    if (next !== undefined) this.#waiting = this.#around.due.at(next, this);
  }
}
