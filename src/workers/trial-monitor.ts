import type { Scenario } from '../scenario/scenario.js';
import type { LoadTick } from './messages.js';

/** Adds up what the load processes report while a trial runs, and wakes whoever waits for a state of it. */
export class TrialMonitor {
  readonly #clients: number;
  readonly #workers: number;
  /** A target says nothing of subscriptions: a canary that came through does. */
  readonly #awaitsCanaries: boolean;
  readonly #ticks = new Map<number, LoadTick>();
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];
  #worstLatencyUs: number | null = null;
  #deliveredBefore = 0;
  acknowledged = 0;
  /** Messages posted whose fate the publisher does not know yet. */
  outstanding = 0;
  published = false;

  constructor({ clients, target }: Scenario, workers: number) {
    this.#clients = clients.count;
    this.#awaitsCanaries = target !== undefined;
    this.#workers = workers;
  }

  addTick(tick: LoadTick): void {
    this.#ticks.set(tick.worker, tick);
    for (const { maxUs } of tick.latencies) this.#worstLatencyUs = Math.max(this.#worstLatencyUs ?? 0, maxUs);
    this.wake();
  }

  /** Looks at the waiting conditions again. */
  wake(): void {
    const due = this.#waiting.filter(({ until }) => until());
    this.#waiting = this.#waiting.filter((waiting) => !due.includes(waiting));
    for (const { resolve } of due) resolve();
  }

  get subscribed(): number {
    return this.#sum((tick) => tick.subscribed);
  }

  /** First deliveries, echoes included. */
  get delivered(): number {
    return this.#sum((tick) => tick.delivered + (tick.echo?.returned ?? 0));
  }

  /** Deliveries still to come if every client is to get every accepted message. */
  get missing(): number {
    return (
      Math.max(0, this.acknowledged * this.#clients - this.#sum((tick) => tick.delivered)) +
      this.missingEchoes
    );
  }

  /** Messages of clients that were sent and are not back. */
  get missingEchoes(): number {
    return this.#sum((tick) => tick.echo?.missing ?? 0);
  }

  /** Second connections that the clients hold for messages of their own. */
  get uplinks(): number {
    return this.#sum((tick) => tick.uplinks ?? 0);
  }

  /** True when everything is published, answered and delivered: nothing more can come. */
  get settled(): boolean {
    return this.published && this.outstanding === 0 && this.missing === 0;
  }

  /** Clients that a canary has reached. */
  get reached(): number {
    return this.#sum((tick) => tick.reached);
  }

  /** How many clients can be subscribed at most: those that gave up never are again. */
  get expectable(): number {
    return this.#clients - this.#sum((tick) => tick.gaveUp);
  }

  get allSubscribed(): boolean {
    return this.subscribed >= this.#clients && (!this.#awaitsCanaries || this.reached >= this.#clients);
  }

  /** Why the last attempt failed that did. */
  get lastFailure(): string | undefined {
    return [...this.#ticks.values()].find(({ lastFailure }) => lastFailure !== undefined)?.lastFailure;
  }

  /** Everything up to this instant (from the common start) is in the sums. */
  get completeUs(): number {
    return this.#ticks.size < this.#workers
      ? 0
      : Math.min(...Array.from(this.#ticks.values(), (tick) => tick.completeUs));
  }

  /** Deliveries and worst latency since the last call. */
  takeProgress(): { delivered: number; worstLatencyUs: number | null } {
    const progress = {
      delivered: this.delivered - this.#deliveredBefore,
      worstLatencyUs: this.#worstLatencyUs,
    };
    this.#deliveredBefore = this.delivered;
    this.#worstLatencyUs = null;
    return progress;
  }

  /** Resolves once the condition holds; it is looked at whenever a report comes in. */
  when(until: () => boolean): Promise<void> {
    if (until()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until, resolve }));
  }

  #sum(pick: (tick: LoadTick) => number): number {
    let sum = 0;
    for (const tick of this.#ticks.values()) sum += pick(tick);
    return sum;
  }
}
