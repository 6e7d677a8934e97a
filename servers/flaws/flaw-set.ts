import type { Socket } from 'node:net';
import type { Clock } from '../../src/system/clock.js';
import type { Cursor } from '../../src/wire/cursor.js';
import { envelopeBytes } from '../../src/wire/envelope.js';
import type { FlawSettings } from '../../src/wire/flaws.js';
import type { StreamEncoding } from '../broadcaster.js';
import type { Hub } from '../hub.js';
import type { StreamClient } from '../stream-client.js';
import { createFlaw } from './create-flaw.js';
import type { Fate, Flaw, Publish, Treatment } from './flaw.js';
import { type FlawLog, noFlawLog } from './flaw-log.js';

type Deciding = Flaw & Required<Pick<Flaw, 'decideFate'>>;

/**
 * All flaws of one server, as its parts meet them, and the log of what they did. A place where no flaw steps in costs a delivery next to nothing, so that
 * what a flaw is said to cost is what it costs.
 */
export class FlawSet {
  readonly #flaws: readonly Flaw[];
  readonly #deciding: readonly Deciding[];
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #log: FlawLog | undefined;
  readonly #publish: Publish;
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #accepted = 0;

  /** @param log undefined: nobody asked for one, and no delivery pays for it */
  constructor(settings: readonly FlawSettings[], hub: Hub, clock: Clock, log?: FlawLog) {
    this.#flaws = settings.map((flaw) => createFlaw(flaw, clock, log ?? noFlawLog));
    this.#deciding = this.#flaws.filter((flaw): flaw is Deciding => flaw.decideFate !== undefined);
    this.#hub = hub;
    this.#clock = clock;
    this.#log = log;
    // The flaw named first is the first to see a message.
    this.#publish = this.#flaws.reduceRight<Publish>(
      (next, flaw) => flaw.wrapPublish?.(next) ?? next,
      (payload) => void hub.publish(payload),
    );
  }

  /** @returns the id that the message would have without any flaw */
  publish(payload: Buffer): number {
    const message = ++this.#accepted;
    this.#log?.write({ event: 'accepted', message, atUs: this.#clock.nowUs(), head: readHead(payload) });
    this.#publish(payload);
    return message;
  }

  /**
   * Gives a client its own message back as the flaws have it.
   * @returns what `give` does, or true when it is to be done later
   */
  giveEcho(give: () => boolean): boolean {
    const late = this.#flaws.find((flaw) => flaw.delayEcho !== undefined);
    if (late?.delayEcho === undefined) return give();
    late.delayEcho(give);
    return true;
  }

  wrapEncoding(encoding: StreamEncoding): StreamEncoding {
    return this.#flaws.reduce((wrapped, flaw) => flaw.wrapEncoding?.(wrapped) ?? wrapped, encoding);
  }

  /**
   * Writes a message to a stream's client as the flaws have it.
   * @returns false when it was not written whole
   */
  deliver(client: StreamClient, id: number, encoded: Buffer): boolean {
    const { socket } = client;
    const replay = client.state === 'replaying';
    const fate = this.decideFate(socket, id, replay);
    if (fate !== 'omitted') this.note(fate === 'cut' ? 'cut' : 'sent', socket, id, replay);
    if (fate === 'whole') socket.write(encoded);
    if (fate === 'cut') {
      socket.write(encoded.subarray(0, encoded.length >> 1));
      socket.destroySoon();
    }
    return fate === 'whole';
  }

  /** Every deciding flaw sees every delivery; the one named first prevails. */
  decideFate(socket: Socket, id: number, replay: boolean): Fate {
    if (this.#deciding.length === 0) return 'whole';
    const connection = this.meetConnection(socket);
    let fate: Fate = 'whole';
    for (const flaw of this.#deciding) {
      const decided = flaw.decideFate(id, connection, replay);
      if (fate === 'whole') fate = decided;
    }
    return fate;
  }

  /** Writes down what is about to be sent. */
  note(event: 'sent' | 'cut', socket: Socket, id: number, replay: boolean): void {
    if (this.#log === undefined) return;
    const connection = this.meetConnection(socket);
    const head = readHead(this.#hub.payload(id));
    this.#log.write({ event, id, connection, replay, atUs: this.#clock.nowUs(), head });
  }

  /** @returns the connection's number, from 1 */
  meetConnection(socket: Socket): number {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    const connection = ++this.#connectionCount;
    this.#connections.set(socket, connection);
    for (const flaw of this.#flaws) flaw.meetConnection?.(socket, connection);
    return connection;
  }

  treatRequest(connection: number): Treatment {
    const treatments = this.#flaws.map((flaw) => flaw.treatRequest?.(connection) ?? 'served');
    return treatments.find((each) => each !== 'served') ?? 'served';
  }

  get extraHeader(): readonly [name: string, value: string] | undefined {
    return this.#flaws.find(({ extraHeader }) => extraHeader !== undefined)?.extraHeader;
  }

  replaceCursor(given: Cursor): Cursor | undefined {
    let cursor: Cursor | undefined = given;
    for (const flaw of this.#flaws) {
      if (cursor !== undefined && flaw.replaceCursor !== undefined) cursor = flaw.replaceCursor(cursor);
    }
    return cursor;
  }

  start(): void {
    for (const flaw of this.#flaws) flaw.start?.();
  }

  stop(): void {
    for (const flaw of this.#flaws) flaw.stop?.();
    this.#log?.stop();
  }
}

function readHead(payload: Buffer | undefined): string {
  return payload?.toString('latin1', 0, Math.min(payload.length, envelopeBytes)) ?? '';
}
