import { performance } from 'node:perf_hooks';

/** Turns for this many microseconds: the time is spent computing, not waiting. */
export function keepBusy(forUs: number): void {
  const untilMs = performance.now() + forUs / 1000;
  while (performance.now() < untilMs);
}
