import type { FaultBeginning, FaultContext } from '../faults/fault.js';
import type { PlannedFault } from '../faults/plan-faults.js';
import type { FaultRecord, PacketCount } from '../metrics/measurement.js';

/** What every fault of a trial may lay hands on; its place in the plan and its record are added here. */
export type FaultSurroundings = Omit<FaultContext, 'occurrence' | 'prepare' | 'begin' | 'end' | 'over'>;

/** Instants are on the host's clock. */
export interface FaultListener {
  /** A fault is being prepared, which keeps this machine busy. */
  onPrepare(hostUs: number): void;
  /** A fault begins; `serverAway` while any fault lasts. */
  onBegin(record: FaultRecord, hostUs: number, serverAway: boolean): void;
  /** The server is ready again; `serverAway` while any other fault lasts. */
  onReady(hostUs: number, serverAway: boolean): void;
  /** A fault that left the server running is over; `serverAway` while any other fault lasts. */
  onOver(hostUs: number, serverAway: boolean): void;
}

interface OpenRecord {
  record: FaultRecord;
  /** Whether it counts among those that last. */
  readonly lasts: boolean;
}

/**
 * Injects each planned fault at its instant, whatever else is still going on, and writes down what happened. Only
 * those that end the server wait for one another.
 */
export class FaultDirector {
  readonly #plan: readonly PlannedFault[];
  readonly #surroundings: FaultSurroundings;
  readonly #listener: FaultListener;
  readonly #open: OpenRecord[] = [];
  #originUs = 0;
  #away = 0;
  #lastCutUs = 0;

  constructor(plan: readonly PlannedFault[], surroundings: FaultSurroundings, listener: FaultListener) {
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#listener = listener;
  }

  /** What was injected so far, in the order in which it began. */
  get records(): FaultRecord[] {
    return this.#open.map(({ record }) => record);
  }

  /** When connections were last cut, or about to be, or the server last came back. */
  get lastCutUs(): number {
    return this.#lastCutUs;
  }

  /**
   * Resolves when what the faults themselves do is over.
   * @param originUs the trial's common start, from which records count
   * @param measureFromUs start of the measured part, from which the plan counts
   * @param sleepUntil resolves at an instant; rejects when the run is interrupted
   */
  async inject(
    originUs: number,
    measureFromUs: number,
    sleepUntil: (hostUs: number) => Promise<void>,
  ): Promise<void> {
    this.#originUs = originUs;
    let restarted: Promise<void> = Promise.resolve();
    const injections = this.#plan.map(async (fault, occurrence) => {
      const before = restarted;
      const injection = sleepUntil(measureFromUs + fault.atUs)
        .then(() => (fault.endsServer ? before : undefined))
        .then(() => fault.inject(this.#contextOf(fault, occurrence)));
      if (fault.endsServer) restarted = injection;
      await injection;
    });
    await Promise.all(injections);
  }

  #contextOf({ kind }: PlannedFault, occurrence: number): FaultContext {
    let own: OpenRecord | undefined;
    return {
      ...this.#surroundings,
      occurrence,
      prepare: () => {
        this.#lastCutUs = this.#surroundings.clock.nowUs();
        this.#listener.onPrepare(this.#lastCutUs);
      },
      begin: (beginning) => {
        own = this.#begin(kind, beginning);
      },
      end: (readyAtUs) => {
        if (own !== undefined) this.#end(own, readyAtUs);
      },
      over: (endedAtUs, packets) => {
        if (own !== undefined) this.#pass(own, endedAtUs, packets);
      },
    };
  }

  #begin(kind: string, { serverAway, ...beginning }: FaultBeginning): OpenRecord {
    const nowUs = this.#surroundings.clock.nowUs();
    this.#lastCutUs = nowUs;
    if (serverAway) this.#away++;
    const record = { kind, ...beginning, injectedAtUs: nowUs - this.#originUs, readyAtUs: null };
    const own: OpenRecord = { record, lasts: serverAway };
    this.#open.push(own);
    this.#listener.onBegin(record, nowUs, this.#away > 0);
    return own;
  }

  #end(own: OpenRecord, readyAtUs: number): void {
    own.record = { ...own.record, readyAtUs: readyAtUs - this.#originUs };
    this.#lastCutUs = readyAtUs;
    // Where others were there all the while, nobody waited for the one that is back.
    if (!own.lasts) return;
    this.#away--;
    this.#listener.onReady(readyAtUs, this.#away > 0);
  }

  #pass(own: OpenRecord, endedAtUs: number, packets: PacketCount | undefined): void {
    const endedAt = { endedAtUs: endedAtUs - this.#originUs };
    own.record = { ...own.record, ...endedAt, ...(packets === undefined ? {} : { packets }) };
    if (own.lasts) this.#away--;
    this.#lastCutUs = endedAtUs;
    this.#listener.onOver(endedAtUs, this.#away > 0);
  }
}
