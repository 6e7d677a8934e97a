import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
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
