import type { Clock } from '../src/system/clock.js';

/** A door that has let in all that were due opens for as many as fall due in this time: each opening costs a message between processes. */
const turnUs = 5_000;
/** An open door at which nobody has come for this long is idle; after that it lets in at once what falls due in this time. */
const idleUs = 20_000;
/** What may be made up for when a turn comes late. */
const mostLateUs = 1_000_000;

/**
 * When a server that serves its accept queue at a steady rate may take the next connection. Connections are due one interval apart; what
 * a late turn has missed is made up for, what an idle server could have taken is not.
 */
export class AcceptPace {
  readonly #intervalUs: number;
  readonly #clock: Clock;
  /** When the next connection is due. */
  #nextUs: number;
  /** When the door last opened or let somebody in. */
  #lastUs: number;

  constructor(ratePerSecond: number, clock: Clock) {
    this.#intervalUs = 1e6 / ratePerSecond;
    this.#clock = clock;
    this.#nextUs = clock.nowUs();
    this.#lastUs = this.#nextUs;
  }

  /** The door opens. */
  open(): void {
    this.#lastUs = this.#clock.nowUs();
    this.#nextUs = Math.max(this.#nextUs, this.#lastUs - mostLateUs);
  }

  /**
   * A connection was let in.
   * @returns microseconds for which the door is to stay shut; 0: it may stay open
   */
  admit(): number {
    const nowUs = this.#clock.nowUs();
    if (nowUs - this.#lastUs > idleUs) this.#nextUs = Math.max(this.#nextUs, nowUs - idleUs);
    this.#lastUs = nowUs;
    this.#nextUs += this.#intervalUs;
    if (this.#nextUs <= nowUs) return 0;
    return this.#nextUs - nowUs + Math.max(0, turnUs - this.#intervalUs);
  }
}
