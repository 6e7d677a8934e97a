import type { PhaseSpan } from '../metrics/measurement.js';
import type { PhaseName } from '../metrics/phases.js';
import type { Clock } from '../system/clock.js';

/** Knows which phase a trial is in and was in at any instant. Instants handed out count from the common start. */
export class PhaseKeeper {
  readonly #clock: Clock;
  readonly #onEnter: (phase: PhaseName, atUs: number) => void;
  readonly #done: PhaseSpan[] = [];
  #originUs = 0;
  #current: { name: PhaseName; startUs: number } | undefined;

  constructor(clock: Clock, onEnter: (phase: PhaseName, atUs: number) => void) {
    this.#clock = clock;
    this.#onEnter = onEnter;
  }

  /** Begins with the ramp at the common start, an instant of the host's clock. */
  start(originUs: number): void {
    this.#originUs = originUs;
    this.#current = { name: 'ramp', startUs: 0 };
    this.#onEnter('ramp', 0);
  }

  get current(): PhaseName {
    return this.#current?.name ?? 'ramp';
  }

  /** Enters a phase at an instant of the host's clock, by default now. Entering the present one does nothing. */
  enter(name: PhaseName, hostUs: number = this.#clock.nowUs()): void {
    if (this.#current === undefined || this.#current.name === name) return;
    const atUs = Math.max(this.#current.startUs, hostUs - this.#originUs);
    this.#done.push({ ...this.#current, endUs: atUs });
    this.#current = { name, startUs: atUs };
    this.#onEnter(name, atUs);
  }

  /** All phases so far, the present one ending now. */
  spans(): PhaseSpan[] {
    if (this.#current === undefined) return [];
    return [
      ...this.#done,
      { ...this.#current, endUs: Math.max(this.#current.startUs, this.#clock.nowUs() - this.#originUs) },
    ];
  }

  phaseAt(atUs: number): PhaseName {
    return this.#done.find(({ startUs, endUs }) => atUs >= startUs && atUs < endUs)?.name ?? this.current;
  }
}
