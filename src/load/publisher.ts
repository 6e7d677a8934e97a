import { type ConnectionOptions, createSecureContext } from 'node:tls';
import type { PhaseName } from '../metrics/phases.js';
import { PublishLog } from '../metrics/publish-log.js';
import type { Schedule } from '../schedule/schedule.js';
import type { Clock } from '../system/clock.js';
import { canaryTagOf, encodeEnvelope } from '../wire/envelope.js';
import { PreciseAlarm } from './precise-alarm.js';
import {
  PublishConnection,
  type PublishOutcome,
  type PublishRequest,
  type PublishTarget,
} from './publish-connection.js';
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
  /** The request of a target; undefined: the reference server's. */
  readonly request?: PublishRequest | undefined;
  /** For `https`: what to trust. */
  readonly tls?: ConnectionOptions | undefined;
  /** Connections that messages go down in turn; 1 unless told. */
  readonly connections?: number | undefined;
}

/** Messages sent in one turn of the event loop. */
const mostAtOnce = 256;

/** Between two canaries, milliseconds: seldom enough to be no load, often enough to hold nobody up. */
const canaryIntervalMs = 200;

function trustOnly(certificate: string | undefined): ConnectionOptions {
  return {
    secureContext: createSecureContext({ minVersion: 'TLSv1.3', ca: certificate }),
    minVersion: 'TLSv1.3',
  };
}

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
  readonly #connections: (PublishConnection | undefined)[];
  #turn = 0;
  #canaryTimer: NodeJS.Timeout | undefined;
  readonly canaries = { sent: 0, accepted: 0 };
  #schedule: Schedule | undefined;
  #nextUs: number | undefined;
  #nextPayload = '';
  #phase: PhaseName = 'ramp';
  #outstanding = 0;
  #onEnd: () => void = () => undefined;

  constructor(settings: PublisherSettings) {
    this.#settings = settings;
    const { protocol, hostname, port, pathname, search } = new URL(settings.url);
    const { certificate, localAddress, payloadBytes, request, connections = 1 } = settings;
    const isSecure = protocol === 'https:';
    this.#connections = Array.from({ length: connections }, () => undefined);
    this.#target = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (isSecure ? 443 : 80)),
      path: pathname + search,
      localAddress,
      payloadBytes,
      request,
      tls: isSecure ? (settings.tls ?? trustOnly(certificate)) : undefined,
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

  /**
   * Publishes canaries, the same way as messages, until the schedule starts.
   * @param onRefused told why one was not accepted
   */
  startCanaries(onRefused: (why: string) => void): void {
    this.#postCanary(onRefused);
    this.#canaryTimer = setInterval(() => this.#postCanary(onRefused), canaryIntervalMs);
  }

  #postCanary(onRefused: (why: string) => void): void {
    const { clock, payloadBytes, tag } = this.#settings;
    const { canaries } = this;
    const sequence = canaries.sent++;
    const canary = encodeEnvelope({ tag: canaryTagOf(tag), sequence, dueUs: clock.nowUs() }, payloadBytes);
    this.#connect().post(canary, {
      onSent: () => undefined,
      onAnswer: (status) => {
        if (status >= 200 && status < 300) canaries.accepted++;
        else onRefused(`status ${status}`);
      },
      onLost: (_, why) => onRefused(why),
    });
  }

  /** Publishes all instants of the schedule; calls `onEnd` after the last was sent. */
  start(schedule: Schedule, onEnd: () => void): void {
    this.#schedule = schedule;
    this.#onEnd = onEnd;
    clearInterval(this.#canaryTimer);
    // Made beforehand, so that the first messages do not pay for the connections.
    for (const _ of this.#connections) this.#connect();
    this.#prepareNext();
    this.#waitForNext();
  }

  /** Ends publishing; messages not yet due are not sent. */
  async stop(): Promise<void> {
    this.#alarm.clear();
    clearInterval(this.#canaryTimer);
    this.#schedule = undefined;
    await Promise.all(this.#connections.map((connection) => connection?.destroy()));
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

  /** The connection whose turn it is. */
  #connect(): PublishConnection {
    const connections = this.#connections;
    const turn = this.#turn;
    this.#turn = (turn + 1) % connections.length;
    const known = connections[turn];
    if (known !== undefined) return known;
    const connection = new PublishConnection(this.#target, () => {
      if (connections[turn] === connection) connections[turn] = undefined;
    });
    connections[turn] = connection;
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
