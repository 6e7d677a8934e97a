import { performance } from 'node:perf_hooks';

/** How this process fared over a stretch of time. */
export interface HealthReading {
  utilisation: number;
  elapsedUs: number;
  stallMaxUs: number;
  cpuUs: number;
}

/** How often the event loop is looked at, milliseconds: what a look comes later than this is standstill. */
const intervalMs = 10;

/**
 * Watches this process's event loop and CPU time; `lap` gives what happened since the last lap. Standstills are taken
 * from a timer of its own: Node's `monitorEventLoopDelay` drops the interval in which it is reset, and with it a
 * standstill at the turn of two laps.
 */
export class ProcessHealth {
  readonly #ticking = setInterval(() => this.#tick(), intervalMs).unref();
  #tickedMs = performance.now();
  #longestMs = 0;
  #utilisation = performance.eventLoopUtilization();
  #cpu = process.cpuUsage();
  #sinceMs = performance.now();

  lap(): HealthReading {
    const utilisation = performance.eventLoopUtilization();
    const cpu = process.cpuUsage();
    const nowMs = this.#tick();
    const reading = {
      utilisation: performance.eventLoopUtilization(utilisation, this.#utilisation).utilization,
      elapsedUs: Math.round((nowMs - this.#sinceMs) * 1000),
      stallMaxUs: Math.max(0, Math.round((this.#longestMs - intervalMs) * 1000)),
      cpuUs: cpu.user + cpu.system - this.#cpu.user - this.#cpu.system,
    };
    this.#longestMs = 0;
    this.#utilisation = utilisation;
    this.#cpu = cpu;
    this.#sinceMs = nowMs;
    return reading;
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  #tick(): number {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#tickedMs);
    this.#tickedMs = nowMs;
    return nowMs;
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
