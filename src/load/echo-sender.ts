import { type EchoGrid, type EchoInstant, listEchoInstants } from '../schedule/echo-grid.js';
import type { Clock } from '../system/clock.js';
import type { Metronome } from './metronome.js';

/** Who sends when it is due. */
export interface EchoingClient {
  readonly index: number;
  sendEcho(sequence: number, dueUs: number): void;
}

/** Messages sent in one turn of the event loop. */
const mostAtOnce = 256;
/** What another thread needs at most, on an idle machine, to wake this one. */
const mostLeadUs = 300;
/** Turning keeps a core; so it lasts for no more than this share of the mean time between two instants. */
const leadShare = 0.2;

/**
 * Has every client of a worker send its messages when they are due, be it late: nothing is re-planned after a stall. The
 * metronome wakes the event loop a little before an instant, and the loop then turns until it is there: it does not sleep,
 * and every turn reads what has arrived, so that neither a send nor an echo waits.
 */
export class EchoSender {
  readonly #clock: Clock;
  readonly #metronome: Metronome;
  #clients: ReadonlyMap<number, EchoingClient> = new Map();
  #instants: Iterator<EchoInstant, undefined> | undefined;
  #next: EchoInstant | undefined;
  #leadUs = 0;
  #turning = false;

  /** @param openMetronome is given what to call when something is about to be due */
  constructor(clock: Clock, openMetronome: (onTick: () => void) => Metronome) {
    this.#clock = clock;
    this.#metronome = openMetronome(() => {
      if (this.#turning) this.#sendDue();
      else this.#turn();
    });
  }

  start(grid: EchoGrid, clients: readonly EchoingClient[]): void {
    const indices = clients.map(({ index }) => index);
    this.#clients = new Map(clients.map((client) => [client.index, client]));
    this.#instants = listEchoInstants(grid, indices);
    this.#next = this.#instants.next().value;
    this.#leadUs = Math.min(mostLeadUs, (leadShare * 1e6) / (grid.ratePerSecond * clients.length));
    this.#metronome.start({ grid, clients: indices, leadUs: this.#leadUs });
  }

  /** Messages not yet due are not sent. */
  async stop(): Promise<void> {
    this.#next = undefined;
    await this.#metronome.stop();
  }

  #turn(): void {
    this.#sendDue();
    const next = this.#next;
    this.#turning = next !== undefined && next.dueUs - this.#clock.nowUs() <= this.#leadUs;
    if (this.#turning) setImmediate(() => this.#turn());
  }

  /** Bounded, so that a schedule that cannot be kept does not keep echoes and commands from being read. */
  #sendDue(): void {
    for (let left = mostAtOnce; left > 0; left--) {
      const due = this.#next;
      if (due === undefined || due.dueUs > this.#clock.nowUs()) return;
      this.#clients.get(due.client)?.sendEcho(due.sequence, due.dueUs);
      this.#next = this.#instants?.next().value;
    }
  }
}
