import type { LoadedTrial } from '../storage/loaded-run.js';
import type { StormRow, TimelineRow } from '../storage/result.js';

/** A figure of a real run, or why it cannot be had. */
export type Measured =
  | { readonly value: number; readonly from: string }
  | { readonly value: undefined; readonly why: string };

/** What a real trial tells of the limits that shaped its storm. */
export interface MeasuredCapacity {
  /** Returns per second while the accept queue was never empty. */
  readonly servicePerSecond: Measured;
  /** Server CPU time of one return, beyond what the server used before the fault. */
  readonly handshakeUs: Measured;
  /** Of an attempt that waited in no queue. */
  readonly handshakeLatencyUs: Measured;
  /** Attempts per second while more were due than the load generator could make. */
  readonly generatorAttemptsPerSecond: Measured;
}

export function measureCapacity(trial: LoadedTrial): MeasuredCapacity {
  return {
    servicePerSecond: measureService(trial),
    handshakeUs: measureHandshake(trial),
    handshakeLatencyUs: measureLatency(trial),
    generatorAttemptsPerSecond: measureGenerator(trial.storm),
  };
}

/** Shorter stretches would be mostly edges: readings of the queue are 100 ms apart or more. */
const leastSaturatedUs = 300_000;
const storedBinUs = 10_000;

/**
 * Between two readings of a queue that was not empty the server did nothing but serve, if the readings are neighbours: the returns of
 * that time over that time are its service rate. Several stretches are added up.
 */
function measureService({ timeline, storm }: LoadedTrial): Measured {
  const stretches = listSaturated(timeline);
  const overUs = stretches.reduce((sum, [fromUs, toUs]) => sum + toUs - fromUs, 0);
  const returned = stretches.reduce((sum, stretch) => sum + countReturned(storm, stretch), 0);
  if (overUs < leastSaturatedUs || returned === 0) {
    return {
      value: undefined,
      why: 'the accept queue was never seen filled for long enough: the server was not the bottleneck in this trial',
    };
  }
  return {
    value: (returned * 1e6) / overUs,
    from: `${returned} returns in ${overUs / 1e6} s with a filled accept queue (timeline: listenQueue)`,
  };
}

/** From the bin after a reading above 0 to the beginning of the bin of the next one, while none in between is 0. */
function listSaturated(timeline: readonly TimelineRow[]): (readonly [number, number])[] {
  const readings = timeline.filter((row) => row.listenQueue !== null && row.phase === 'recovery');
  return readings.flatMap((row, at) => {
    const next = readings[at + 1];
    if (next === undefined || !isFilled(row) || !isFilled(next)) return [];
    return [[row.atUs, next.atUs] as const];
  });
}

function isFilled({ listenQueue }: TimelineRow): boolean {
  return listenQueue !== null && listenQueue > 0;
}

function countReturned(storm: readonly StormRow[], [fromUs, toUs]: readonly [number, number]): number {
  return storm
    .filter(({ atUs }) => atUs >= fromUs && atUs < toUs)
    .reduce((sum, { subscribed }) => sum + subscribed, 0);
}

/** Fewer returns than this in the bins with a CPU reading say too little about one. */
const leastReturns = 50;

function measureHandshake({ timeline }: LoadedTrial): Measured {
  const idle = timeline.filter((row) => row.phase === 'steady' && row.serverCpuShare !== null);
  const busy = timeline.filter(
    (row) => row.phase === 'recovery' && row.serverCpuShare !== null && row.subscribed > 0,
  );
  const returned = busy.reduce((sum, { subscribed }) => sum + subscribed, 0);
  if (returned < leastReturns || idle.length === 0) {
    return { value: undefined, why: "there are too few readings of the server's CPU time during the return" };
  }
  const mean = idle.reduce((sum, { serverCpuShare }) => sum + (serverCpuShare ?? 0), 0) / idle.length;
  const usedUs = busy.reduce((sum, { serverCpuShare }) => sum + ((serverCpuShare ?? 0) - mean) * 100_000, 0);
  if (usedUs <= 0) return { value: undefined, why: 'the server used no more CPU time than before the fault' };
  return {
    value: usedUs / returned,
    from: `${(usedUs / 1e6).toFixed(2)} s of server CPU beyond the steady state for ${returned} returns (timeline: serverCpuShare)`,
  };
}

function measureLatency({ result }: LoadedTrial): Measured {
  const { min } = result.connectTimeUs;
  if (min === null) return { value: undefined, why: 'nobody connected' };
  return { value: min, from: 'the fastest connection of the ramp (connectTimeUs.min)' };
}

/** First attempts that fill bins one after the other at the same rate were held up by the generator, not spread by the policy. */
function measureGenerator(storm: readonly StormRow[]): Measured {
  const total = storm.reduce((sum, { firstAttempts }) => sum + firstAttempts, 0);
  const predicted = storm.reduce((most, row) => Math.max(most, row.predicted), 0);
  const fullest = storm.reduce((most, row) => Math.max(most, row.firstAttempts), 0);
  // A policy without jitter has its first wave in a few bins; the generator then takes longer than those.
  if (total === 0 || predicted * 4 < total) {
    return {
      value: undefined,
      why: 'the policy spread the attempts, so the load generator never had to keep any waiting',
    };
  }
  const middle = storm.filter(({ firstAttempts }) => firstAttempts > fullest / 4);
  const sum = middle.reduce((all, { firstAttempts }) => all + firstAttempts, 0);
  return {
    value: (sum * 1e6) / (middle.length * storedBinUs),
    from: `${sum} first attempts in ${middle.length * 10} ms, all due at once (storm: firstAttempts)`,
  };
}
