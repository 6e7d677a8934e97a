import { performance } from 'node:perf_hooks';

/** Tells the present instant in whole microseconds. Time is handed in, so tests can bring their own. */
export interface Clock {
  /** Microseconds on a monotonic clock; only differences and comparisons have a meaning. */
  nowUs(): number;
}

/**
 * Microseconds between the host's monotonic clock (`process.hrtime`, one for all processes of a host) and this
 * process's `performance.now()`. Both read the same kernel clock, so the distance never changes and is taken once;
 * of several tries the one with the narrowest bracket is kept.
 */
function measureOffsetUs(): number {
  let offset = 0;
  let narrowest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 32; attempt++) {
    const before = process.hrtime.bigint();
    const local = performance.now();
    const after = process.hrtime.bigint();
    const width = Number(after - before);
    if (width < narrowest) {
      narrowest = width;
      offset = (Number(before) + width / 2) / 1000 - local * 1000;
    }
  }
  return offset;
}

const offsetUs = measureOffsetUs();
const readMs = performance.now.bind(performance);

/**
 * The host's monotonic clock. `performance.now()` plus a constant reads it without the two BigInt allocations of
 * `process.hrtime.bigint()`, which matters because it is read for every delivered message.
 */
export const hostClock: Clock = {
  nowUs: () => Math.round(readMs() * 1000 + offsetUs),
};
