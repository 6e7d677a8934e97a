import type { DueHandle, DueTask } from '../system/due-queue.js';
import { type EndHow, Stage } from './stage.js';

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
