import { performance } from 'node:perf_hooks';
import { GcWatch } from './gc-watch.js';
import { LoopWatch } from './loop-watch.js';

/** How this process fared over a stretch of time. */
export interface HealthReading {
  utilisation: number;
  elapsedUs: number;
  stallMaxUs: number;
  cpuUs: number;
  gcLongestUs: number;
  gcTotalUs: number;
}

/** Watches this process's event loop, garbage collection and CPU time; `lap` gives what happened since the last lap. */
export class ProcessHealth {
  readonly #loop = new LoopWatch();
  readonly #gc = new GcWatch();
  #utilisation = performance.eventLoopUtilization();
  #cpu = process.cpuUsage();
  #sinceMs = performance.now();

  lap(): HealthReading {
    const utilisation = performance.eventLoopUtilization();
    const cpu = process.cpuUsage();
    const nowMs = performance.now();
    const gc = this.#gc.take();
    const reading = {
      utilisation: performance.eventLoopUtilization(utilisation, this.#utilisation).utilization,
      elapsedUs: Math.round((nowMs - this.#sinceMs) * 1000),
      stallMaxUs: this.#loop.takeLongestUs(),
      cpuUs: cpu.user + cpu.system - this.#cpu.user - this.#cpu.system,
      gcLongestUs: gc.longestUs,
      gcTotalUs: gc.totalUs,
    };
    this.#utilisation = utilisation;
    this.#cpu = cpu;
    this.#sinceMs = nowMs;
    return reading;
  }

  stop(): void {
    this.#loop.stop();
    this.#gc.stop();
  }
}

/** Joins two stretches into one: shares are weighted by time, stalls and pauses take the longer. */
export function joinHealth(a: HealthReading | undefined, b: HealthReading): HealthReading {
  if (a === undefined) return b;
  const elapsedUs = a.elapsedUs + b.elapsedUs;
  return {
    utilisation:
      elapsedUs === 0 ? 0 : (a.utilisation * a.elapsedUs + b.utilisation * b.elapsedUs) / elapsedUs,
    elapsedUs,
    stallMaxUs: Math.max(a.stallMaxUs, b.stallMaxUs),
    cpuUs: a.cpuUs + b.cpuUs,
    gcLongestUs: Math.max(a.gcLongestUs, b.gcLongestUs),
    gcTotalUs: a.gcTotalUs + b.gcTotalUs,
  };
}
