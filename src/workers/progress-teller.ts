import type { Clock } from '../system/clock.js';
import type { PhaseKeeper } from './phase-keeper.js';
import type { ProgressEvent } from './progress-event.js';
import type { TrialMonitor } from './trial-monitor.js';

const intervalMs = 250;

interface Surroundings {
  readonly clock: Clock;
  readonly emit: (event: ProgressEvent) => void;
  /** Planned length of the trials after this one. */
  readonly laterUs: number;
}

/** Says a few times a second how far a trial is. */
export class ProgressTeller {
  readonly #around: Surroundings;
  readonly #monitor: TrialMonitor;
  readonly #phases: PhaseKeeper;
  readonly #clients: number;
  #timer: NodeJS.Timeout | undefined;
  /** Planned end of the trial, host clock. */
  endUs = 0;

  constructor(around: Surroundings, monitor: TrialMonitor, phases: PhaseKeeper, clients: number) {
    this.#around = around;
    this.#monitor = monitor;
    this.#phases = phases;
    this.#clients = clients;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tell(), intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    const { delivered, worstLatencyUs } = this.#monitor.takeProgress();
    const trialLeftUs = Math.max(0, this.endUs - this.#around.clock.nowUs());
    this.#around.emit({
      kind: 'tick',
      phase: this.#phases.current,
      clientsConnected: this.#monitor.subscribed,
      clients: this.#clients,
      messagesPerSecond: (delivered * 1000) / intervalMs,
      missing: this.#monitor.missing,
      worstLatencyUs,
      trialLeftUs,
      runLeftUs: trialLeftUs + this.#around.laterUs,
    });
  }
}
