import type { StormOutcome } from './storm-outcome.js';
import { summariseSimulation } from './storm-outcome.js';
import type { StormSettings } from './storm-settings.js';
import { StormSimulation } from './storm-simulation.js';

/** How far a simulation has come. */
export interface SimulationProgress {
  readonly nowUs: number;
  /** Clients that were brought to the end of the outage; simulated time stands still until all are there. */
  readonly brought: number;
  readonly back: number;
  readonly clients: number;
  readonly events: number;
}

export interface SimulationWatch {
  /** Called between slices; must let the event loop turn, so that interrupts are heard. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

/** Some tens of milliseconds. */
const eventsPerSlice = 200_000;

/** Simulates a storm to its end, or until it is called off: the outcome is then what had happened by then. */
export async function runSimulation(settings: StormSettings, watch: SimulationWatch): Promise<StormOutcome> {
  const simulation = new StormSimulation(settings);
  while (simulation.advance(eventsPerSlice)) {
    const { nowUs, brought, recorder, events } = simulation;
    watch.onProgress({ nowUs, brought, back: recorder.returned, clients: settings.clients, events });
    await watch.pause();
    if (watch.signal.aborted) break;
  }
  return summariseSimulation(simulation);
}
