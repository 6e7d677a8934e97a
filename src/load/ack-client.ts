import { SequenceSet } from '../metrics/sequence-set.js';
import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';
import type { Connection, EchoHandlers, EchoRequest } from '../transports/transport.js';
import { formatAcknowledgement } from '../wire/acknowledgement.js';
import { type Cursor, parseCursor } from '../wire/cursor.js';
import type { AckRecorder } from './ack-recorder.js';

/** What all clients of a worker that acknowledge share. */
export interface AckSurroundings {
  readonly clock: Clock;
  readonly due: DueQueue;
  readonly recorder: AckRecorder;
  /** Tag of the trial's messages, which the client's name begins with. */
  readonly tag: string;
  readonly mode: 'each' | 'cumulative';
  readonly everyUs: number;
  readonly loseEvery: number;
  uplinkAddressOf(client: number): string | undefined;
}

/**
 * The acknowledging side of one simulated client. What comes again is acknowledged again and dropped: the receiver is
 * idempotent. A cumulative acknowledgement goes up to the last message before which none is missing.
 */
export class AckClient implements EchoHandlers, DueTask {
  readonly request: EchoRequest;
  readonly #around: AckSurroundings;
  #connection: Connection | undefined;
  /** Messages of the present epoch that came, and the one before which none is missing. */
  #epoch = '';
  #upTo = 0;
  #ahead = new SequenceSet();
  #acknowledgements = 0;
  #waiting: DueHandle | undefined;

  constructor(index: number, around: AckSurroundings) {
    this.#around = around;
    this.request = {
      id: `${around.tag}-${index}`,
      uplinkAddress: around.uplinkAddressOf(index),
      handlers: this,
      purpose: 'acks',
      query: 'acks=1',
    };
  }

  /** A connection is subscribed: messages follow after its cursor. */
  begin(connection: Connection | undefined): void {
    this.#connection = connection;
    const cursor = parseCursor(connection?.cursor);
    if (cursor === undefined) return;
    if (cursor.epoch !== this.#epoch) this.#ahead = new SequenceSet();
    this.#upTo = cursor.epoch === this.#epoch ? Math.max(this.#upTo, cursor.id) : cursor.id;
    this.#epoch = cursor.epoch;
  }

  /** The connection is gone, and with it what was about to be acknowledged on it. */
  end(): void {
    this.#connection = undefined;
    if (this.#waiting !== undefined) this.#around.due.cancel(this.#waiting);
    this.#waiting = undefined;
  }

  /** @param isFirst whether the message had not come before */
  take(isFirst: boolean): void {
    const { clock, due, mode, everyUs, recorder } = this.#around;
    if (!isFirst) recorder.redelivered++;
    const cursor = parseCursor(this.#connection?.cursor);
    if (cursor === undefined) return;
    if (mode === 'each') {
      this.#acknowledge('one', cursor);
      return;
    }
    this.#extend(cursor.id);
    this.#waiting ??= due.at(clock.nowUs() + everyUs, this);
  }

  onDue(): void {
    this.#waiting = undefined;
    this.#acknowledge('up-to', { epoch: this.#epoch, id: this.#upTo });
  }

  /** Nothing is echoed to a client that acknowledges. */
  onEcho(): void {}

  onUplink(open: boolean): void {
    this.#around.recorder.countUplink(open);
  }

  onEchoRefused(): void {
    this.#around.recorder.refused++;
  }

  #extend(id: number): void {
    if (id <= this.#upTo) return;
    this.#ahead.add(id);
    const [first] = this.#ahead.ranges();
    if (first === undefined || first[0] !== this.#upTo + 1) return;
    this.#upTo = first[1];
    this.#ahead = this.#ahead.without(new SequenceSet(), this.#upTo + 1);
  }

  #acknowledge(what: 'up-to' | 'one', cursor: Cursor): void {
    const { loseEvery, recorder } = this.#around;
    this.#acknowledgements++;
    if (loseEvery > 0 && this.#acknowledgements % loseEvery === 0) recorder.withheld++;
    else if (this.#connection?.send(formatAcknowledgement({ what, cursor })) === true) recorder.sent++;
  }
}
