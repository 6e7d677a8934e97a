import type { Socket } from 'node:net';
import type { Clock } from '../src/system/clock.js';
import type { ReapCause, Reaping } from '../src/wire/protocol.js';

/** Nobody may ever ask for them. */
const mostKept = 50_000;

/** Error codes by which the kernel says that the other side has not answered for too long. */
const givenUp: ReadonlySet<string | undefined> = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Writes down when the server gave a connection up without having been told of its end. */
export class ReapLog {
  readonly #clock: Clock;
  #kept: Reaping[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(by: ReapCause): void {
    if (this.#kept.length < mostKept) this.#kept.push({ atUs: this.#clock.nowUs(), by });
  }

  /** Notes when the kernel gives this connection up. */
  watch(socket: Socket): void {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (givenUp.has(error.code)) this.note('tcp');
    });
  }

  /** All since the last call. */
  take(): Reaping[] {
    const taken = this.#kept;
    this.#kept = [];
    return taken;
  }

  /** All since the last `take`. */
  list(): Reaping[] {
    return [...this.#kept];
  }
}
