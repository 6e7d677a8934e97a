import { createSecureContext } from 'node:tls';
import type { PhaseName } from '../metrics/phases.js';
import { PublishLog } from '../metrics/publish-log.js';
import type { Schedule } from '../schedule/schedule.js';
import type { Clock } from '../system/clock.js';
import { encodeEnvelope } from '../wire/envelope.js';
import { PreciseAlarm } from './precise-alarm.js';
import { PublishConnection, type PublishOutcome, type PublishTarget } from './publish-connection.js';
import { rehearsePublishing } from './rehearse-publishing.js';

export interface PublisherSettings {
  readonly clock: Clock;
  /** Where messages are posted, e.g. `http://127.0.0.1:23456/publish`. */
  readonly url: string;
  /** PEM of the certificate to trust when the address is `https`. */
  readonly certificate?: string | undefined;
  /** Source address, by which counts of clients leave the publisher out; undefined: the system's choice. */
  readonly localAddress: string | undefined;
  readonly tag: string;
  readonly payloadBytes: number;
}

/** Messages sent in one turn of the event loop. */
const mostAtOnce = 256;

/**
 * Publishes on an open schedule: a message is sent when it is due, whatever became of those before it. All go down one
 * connection, pipelined, so that they reach the server in order and a stalled server delays none of the sends; the
 * kernel's buffers hold them, as they would those of many independent producers. Nothing is sent twice: a message
 * whose connection breaks before its answer stays unconfirmed, one that finds no server is refused.
 */
export class Publisher {
  readonly log = new PublishLog();
  readonly #settings: PublisherSettings;
  readonly #target: PublishTarget;
  readonly #alarm: PreciseAlarm;
  #connection: PublishConnection | undefined;
  #schedule: Schedule | undefined;
  #nextUs: number | undefined;
  #nextPayload = '';
  #phase: PhaseName = 'ramp';
  #outstanding = 0;
  #onEnd: () => void = () => undefined;

  constructor(settings: PublisherSettings) {
    this.#settings = settings;
    const { protocol, hostname, port, pathname, search } = new URL(settings.url);
    const { certificate, localAddress, payloadBytes } = settings;
    const isSecure = protocol === 'https:';
    this.#target = {
      host: hostname,
      port: Number(port || (isSecure ? 443 : 80)),
      path: pathname + search,
      secureContext: isSecure ? createSecureContext({ minVersion: 'TLSv1.3', ca: certificate }) : undefined,
      localAddress,
      payloadBytes,
    };
    this.#alarm = new PreciseAlarm(settings.clock);
  }

  /** Messages posted of which it is not known yet what became of them. */
  get outstanding(): number {
    return this.#outstanding;
  }

  enterPhase(phase: PhaseName): void {
    this.#phase = phase;
  }

  /** Makes the sending code fast before anything is measured; see `rehearsePublishing`. */
  rehearse(): Promise<void> {
    return rehearsePublishing(this.#target);
  }

  /** Publishes all instants of the schedule; calls `onEnd` after the last was sent. */
  start(schedule: Schedule, onEnd: () => void): void {
    this.#schedule = schedule;
    this.#onEnd = onEnd;
    // Made beforehand, so that the first message does not pay for the connection.
    this.#connect();
    this.#prepareNext();
    this.#waitForNext();
  }

  /** Ends publishing; messages not yet due are not sent. */
  async stop(): Promise<void> {
    this.#alarm.clear();
    this.#schedule = undefined;
    await this.#connection?.destroy();
  }

  /** What can be done before a message is due is done then. */
  #prepareNext(): void {
    this.#nextUs = this.#schedule?.next();
    if (this.#nextUs === undefined) return;
    const { tag, payloadBytes } = this.#settings;
    this.#nextPayload = encodeEnvelope({ tag, sequence: this.log.due, dueUs: this.#nextUs }, payloadBytes);
  }

  #waitForNext(): void {
    if (this.#nextUs === undefined) this.#onEnd();
    else this.#alarm.set(this.#nextUs, () => this.#sendDue());
  }

  /** Sends what has fallen due, be it late: nothing is re-planned after a stall. */
  #sendDue(): void {
    // Bounded, so that a schedule that cannot be kept does not keep answers and commands from being read.
    for (let left = mostAtOnce; left > 0 && this.#isDue(); left--) {
      const dueUs = this.#nextUs ?? 0;
      const outcome = this.#follow(this.log.open(dueUs), dueUs);
      this.#connect().post(this.#nextPayload, outcome);
      this.#prepareNext();
    }
    if (this.#schedule !== undefined) this.#waitForNext();
  }

  #isDue(): boolean {
    return this.#nextUs !== undefined && this.#nextUs <= this.#settings.clock.nowUs();
  }

  #connect(): PublishConnection {
    if (this.#connection !== undefined) return this.#connection;
    const connection = new PublishConnection(this.#target, () => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    this.#connection = connection;
    return connection;
  }

  #follow(sequence: number, dueUs: number): PublishOutcome {
    const { log } = this;
    this.#outstanding++;
    return {
      onSent: () => log.send(sequence, this.#settings.clock.nowUs() - dueUs, this.#phase),
      onAnswer: (status) => {
        this.#outstanding--;
        if (status >= 200 && status < 300) log.acknowledge(sequence);
        else log.refuse(sequence);
      },
      onLost: (sent) => {
        this.#outstanding--;
        if (!sent) log.refuse(sequence);
      },
    };
  }
}
