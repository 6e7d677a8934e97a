import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How this process fared over a stretch of time. */
export interface HealthReading {
  utilisation: number;
  elapsedUs: number;
  stallMaxUs: number;
  cpuUs: number;
}

/** Sampling interval of the event-loop delay, milliseconds: stalls shorter than this go unseen. */
const resolutionMs = 10;

/** Watches this process's event loop and CPU time; `lap` gives what happened since the last lap. */
export class ProcessHealth {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  #utilisation = performance.eventLoopUtilization();
  #cpu = process.cpuUsage();
  #sinceMs = performance.now();

  constructor() {
    this.#delay.enable();
  }

  lap(): HealthReading {
    const utilisation = performance.eventLoopUtilization();
    const cpu = process.cpuUsage();
    const nowMs = performance.now();
    const reading = {
      utilisation: performance.eventLoopUtilization(utilisation, this.#utilisation).utilization,
      elapsedUs: Math.round((nowMs - this.#sinceMs) * 1000),
      // The monitor's samples are whole intervals: what exceeds one is delay.
      stallMaxUs: Math.max(0, Math.round(this.#delay.max / 1000) - resolutionMs * 1000),
      cpuUs: cpu.user + cpu.system - this.#cpu.user - this.#cpu.system,
    };
    this.#delay.reset();
    this.#utilisation = utilisation;
    this.#cpu = cpu;
    this.#sinceMs = nowMs;
    return reading;
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** Joins two stretches into one: shares are weighted by time, stalls take the longer. */
export function joinHealth(a: HealthReading | undefined, b: HealthReading): HealthReading {
  if (a === undefined) return b;
  const elapsedUs = a.elapsedUs + b.elapsedUs;
  return {
    utilisation:
      elapsedUs === 0 ? 0 : (a.utilisation * a.elapsedUs + b.utilisation * b.elapsedUs) / elapsedUs,
    elapsedUs,
    stallMaxUs: Math.max(a.stallMaxUs, b.stallMaxUs),
    cpuUs: a.cpuUs + b.cpuUs,
  };
}
