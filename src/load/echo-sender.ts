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

/** Has every client of a worker send its messages when they are due, be it late: nothing is re-planned after a stall. */
export class EchoSender {
  readonly #clock: Clock;
  readonly #metronome: Metronome;
  #clients: ReadonlyMap<number, EchoingClient> = new Map();
  #instants: Iterator<EchoInstant, undefined> | undefined;
  #next: EchoInstant | undefined;

  /** @param openMetronome is given what to call when something may be due */
  constructor(clock: Clock, openMetronome: (onTick: () => void) => Metronome) {
    this.#clock = clock;
    this.#metronome = openMetronome(() => this.#sendDue());
  }

  start(grid: EchoGrid, clients: readonly EchoingClient[]): void {
    const indices = clients.map(({ index }) => index);
    this.#clients = new Map(clients.map((client) => [client.index, client]));
    this.#instants = listEchoInstants(grid, indices);
    this.#next = this.#instants.next().value;
    this.#metronome.start({ grid, clients: indices });
  }

  /** Messages not yet due are not sent. */
  async stop(): Promise<void> {
    this.#next = undefined;
    await this.#metronome.stop();
  }

  #sendDue(): void {
    // Bounded, so that a schedule that cannot be kept does not keep echoes and commands from being read.
    for (let left = mostAtOnce; left > 0; left--) {
      const due = this.#next;
      if (due === undefined || due.dueUs > this.#clock.nowUs()) return;
      this.#clients.get(due.client)?.sendEcho(due.sequence, due.dueUs);
      this.#next = this.#instants?.next().value;
    }
    setImmediate(() => this.#sendDue());
  }
}
