import type { ProcessHealth as Health, HealthByPhase } from '../metrics/load-snapshot.js';
import type { PhaseName } from '../metrics/phases.js';
import { joinHealth, ProcessHealth } from '../system/process-health.js';

/** Keeps this process's health apart by phase. A phase that occurs twice is joined. */
export class PhaseHealth {
  readonly #process = new ProcessHealth();
  readonly #byPhase: Partial<Record<PhaseName, Health>> = {};
  #phase: PhaseName = 'ramp';

  /** Ends the present phase's stretch and begins the next. */
  enterPhase(phase: PhaseName): void {
    this.#byPhase[this.#phase] = joinHealth(this.#byPhase[this.#phase], this.#process.lap());
    this.#phase = phase;
  }

  finish(): HealthByPhase {
    this.enterPhase(this.#phase);
    this.#process.stop();
    return this.#byPhase;
  }
}
