import type { Clock } from '../system/clock.js';
import type { DueHandle, DueQueue, DueTask } from '../system/due-queue.js';
import type { Random } from '../system/random.js';

/**
 * How a direction of a connection ends. One side ended it: in order, with a FIN (`close`), or with a RST (`reset`). Or a
 * toxic ends the connection as a whole, once what is before it is through (`shut`).
 */
export type EndHow = 'close' | 'reset' | 'shut';

/** Where data goes next. */
export interface Outlet {
  write(chunk: Buffer): void;
  end(how: EndHow): void;
}

/** What a toxic may do to the connection as a whole. */
export interface ConnectionUnderToxic {
  /** Closes both sides in order, once what was written to them is through. */
  close(): void;
  /** Ends both sides with a RST. */
  reset(): void;
}

export interface StageContext {
  readonly clock: Clock;
  readonly due: DueQueue;
  /** Drawn by the seed: of this toxic, on this connection, this way. */
  readonly random: Random;
  readonly connection: ConnectionUnderToxic;
  /** Says that a stage that was full has room again. */
  readonly onRoom: () => void;
}

/** One toxic at work on one direction of one connection. Bytes leave it in the order in which they came. */
export abstract class Stage implements Outlet {
  /** Where it hands on to; set by the flow. */
  next: Outlet = nowhere;
  protected readonly context: StageContext;

  constructor(context: StageContext) {
    this.context = context;
  }

  abstract write(chunk: Buffer): void;

  end(how: EndHow): void {
    this.next.end(how);
  }

  /** True while it holds so much that its source should not be read. */
  get isFull(): boolean {
    return false;
  }

  /** The toxic is over: hands on at once what it holds. */
  release(): void {}

  /** The connection is gone. */
  dispose(): void {}
}

const nowhere: Outlet = { write: () => undefined, end: () => undefined };

interface Held {
  readonly dueUs: number;
  /** Undefined for the end. */
  readonly chunk: Buffer | undefined;
  readonly how: EndHow;
}

/** A stage that hands data on later. One alarm, for what it holds longest. */
export abstract class HoldingStage extends Stage implements DueTask {
  /** Bytes from which on it is full. */
  protected abstract readonly mostBytes: number;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #lastDueUs = Number.NEGATIVE_INFINITY;
  #waiting: DueHandle | undefined;

  override get isFull(): boolean {
    return this.#heldBytes >= this.mostBytes;
  }

  /** Hands on only one piece in a turn of the event loop, so that the socket does not join them again. */
  protected get isSingly(): boolean {
    return false;
  }

  /** Instant at which what came last is handed on. */
  protected get lastDueUs(): number {
    return this.#lastDueUs;
  }

  /** Keeps a piece until `dueUs`, or until the one before it is handed on if that is later. */
  protected hold(chunk: Buffer, dueUs: number): void {
    this.#heldBytes += chunk.length;
    this.#keep({ chunk, how: 'close', dueUs: Math.max(dueUs, this.#lastDueUs) });
  }

  protected holdEnd(how: EndHow, dueUs: number): void {
    this.#keep({ chunk: undefined, how, dueUs: Math.max(dueUs, this.#lastDueUs) });
  }

  onDue(): void {
    this.#waiting = undefined;
    const wasFull = this.isFull;
    const nowUs = this.context.clock.nowUs();
    for (let first = this.#held[0]; first !== undefined && first.dueUs <= nowUs; first = this.#held[0]) {
      this.#handOn();
      if (this.isSingly) break;
    }
    this.#arm();
    if (wasFull && !this.isFull) this.context.onRoom();
  }

  override release(): void {
    while (this.#held.length > 0) this.#handOn();
    this.#disarm();
  }

  override dispose(): void {
    this.#held.length = 0;
    this.#heldBytes = 0;
    this.#disarm();
  }

  #keep(held: Held): void {
    this.#lastDueUs = held.dueUs;
    this.#held.push(held);
    this.#arm();
  }

  #handOn(): void {
    const first = this.#held.shift();
    if (first === undefined) return;
    this.#heldBytes -= first.chunk?.length ?? 0;
    if (first.chunk === undefined) this.next.end(first.how);
    else this.next.write(first.chunk);
  }

  #arm(): void {
    const first = this.#held[0];
    if (first === undefined || this.#waiting !== undefined) return;
    const { clock, due } = this.context;
    // After this instant, never at it: the queue would hand the next piece on in the same turn.
    this.#waiting = due.at(Math.max(first.dueUs, clock.nowUs() + 1), this);
  }

  #disarm(): void {
    if (this.#waiting !== undefined) this.context.due.cancel(this.#waiting);
    this.#waiting = undefined;
  }
}
