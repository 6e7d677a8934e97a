import { connect, type Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { PhaseName } from '../metrics/phases.js';
import { PublishLog } from '../metrics/publish-log.js';
import type { Schedule } from '../schedule/schedule.js';
import type { Clock } from '../system/clock.js';
import { encodeEnvelope } from '../wire/envelope.js';
import { PreciseAlarm } from './precise-alarm.js';

export interface PublisherSettings {
  readonly clock: Clock;
  /** Where messages are posted, e.g. `http://127.0.0.1:23456/publish`. */
  readonly url: string;
  /** Source address, by which counts of clients leave the publisher out; undefined where there is no such address. */
  readonly localAddress: string | undefined;
  readonly tag: string;
  readonly payloadBytes: number;
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
  readonly #origin: string;
  readonly #path: string;
  readonly #alarm: PreciseAlarm;
  #client: Client | undefined;
  #schedule: Schedule | undefined;
  #nextUs: number | undefined;
  #phase: PhaseName = 'ramp';
  #onEnd: () => void = () => undefined;

  constructor(settings: PublisherSettings) {
    this.#settings = settings;
    const url = new URL(settings.url);
    this.#origin = url.origin;
    this.#path = url.pathname + url.search;
    this.#alarm = new PreciseAlarm(settings.clock);
  }

  enterPhase(phase: PhaseName): void {
    this.#phase = phase;
  }

  /** Opens the connection beforehand, so that the first message does not pay for it. */
  warmUp(): void {
    this.#client ??= this.#openClient();
    this.#client.dispatch(
      { origin: this.#origin, path: '/stats', method: 'GET', idempotent: true },
      ignoreAnswer,
    );
  }

  /** Publishes all instants of the schedule; calls `onEnd` after the last was sent. */
  start(schedule: Schedule, onEnd: () => void): void {
    this.#schedule = schedule;
    this.#onEnd = onEnd;
    this.#nextUs = schedule.next();
    this.#waitForNext();
  }

  /** Ends publishing; messages not yet due are not sent. */
  async stop(): Promise<void> {
    this.#alarm.clear();
    this.#schedule = undefined;
    await this.#client?.destroy();
  }

  #waitForNext(): void {
    if (this.#nextUs === undefined) this.#onEnd();
    else this.#alarm.set(this.#nextUs, () => this.#sendDue());
  }

  /** Sends everything that has fallen due, be it late: nothing is re-planned after a stall. */
  #sendDue(): void {
    while (this.#nextUs !== undefined && this.#nextUs <= this.#settings.clock.nowUs()) {
      this.#send(this.#nextUs);
      this.#nextUs = this.#schedule?.next();
    }
    if (this.#schedule !== undefined) this.#waitForNext();
  }

  #send(dueUs: number): void {
    const sequence = this.log.open();
    const { tag, payloadBytes } = this.#settings;
    this.#client ??= this.#openClient();
    this.#client.dispatch(
      {
        origin: this.#origin,
        path: this.#path,
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: encodeEnvelope({ tag, sequence, dueUs }, payloadBytes),
        // Lets undici pipeline a POST. It would also resend after a broken connection; `disconnect` below prevents it.
        idempotent: true,
      },
      new PublishRequest(this, sequence, dueUs),
    );
  }

  noteSent(sequence: number, dueUs: number): void {
    this.log.send(sequence, this.#settings.clock.nowUs() - dueUs, this.#phase);
  }

  #openClient(): Client {
    const { localAddress } = this.#settings;
    const client = new Client(this.#origin, {
      pipelining: 1_000_000,
      keepAliveTimeout: 600_000,
      keepAliveMaxTimeout: 600_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: ({ hostname, port }, callback) => {
        const socket: Socket = connect({
          host: hostname,
          port: Number(port),
          noDelay: true,
          ...(localAddress === undefined ? {} : { localAddress }),
        });
        socket.once('connect', () => callback(null, socket));
        socket.once('error', (error) => callback(error, null));
      },
    });
    // Fail everything in flight instead of resending it: a message is published at most once.
    const abandon = (_origin: URL, _targets: readonly Dispatcher[], error: Error): void => {
      if (this.#client === client) this.#client = undefined;
      client.destroy(error).catch(() => undefined);
    };
    client.on('disconnect', abandon);
    client.on('connectionError', abandon);
    return client;
  }
}

/** Follows one message from dispatch to answer. */
class PublishRequest implements Dispatcher.DispatchHandler {
  readonly #publisher: Publisher;
  readonly #sequence: number;
  readonly #dueUs: number;
  #status = 0;
  #sent = false;

  constructor(publisher: Publisher, sequence: number, dueUs: number) {
    this.#publisher = publisher;
    this.#sequence = sequence;
    this.#dueUs = dueUs;
  }

  /** undici calls this right before it writes the request to the socket. */
  onRequestStart(): void {
    this.#sent = true;
    this.#publisher.noteSent(this.#sequence, this.#dueUs);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#status = statusCode;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    if (this.#status >= 200 && this.#status < 300) this.#publisher.log.acknowledge(this.#sequence);
    else this.#publisher.log.refuse(this.#sequence);
  }

  onResponseError(): void {
    if (!this.#sent) this.#publisher.log.refuse(this.#sequence);
  }
}

const ignoreAnswer: Dispatcher.DispatchHandler = {
  onRequestStart() {},
  onResponseStart() {},
  onResponseData() {},
  onResponseEnd() {},
  onResponseError() {},
};
