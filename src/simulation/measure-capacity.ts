import type { LoadedTrial } from '../storage/loaded-run.js';
import type { StormRow, TimelineRow } from '../storage/result.js';

/** A figure of a real run, or why it cannot be had. */
export type Measured =
  | {
      readonly value: number;
      readonly from: string;
      /** How much it rests on, to choose between trials: time or events. */
      readonly evidence: number;
    }
  | { readonly value: undefined; readonly why: string };

/** What a real trial tells of the limits that shaped its storm. */
export interface MeasuredCapacity {
  /** Returns per second while the accept queue was never empty. */
  readonly servicePerSecond: Measured;
  /** Server CPU time of one return, beyond what the server used before the fault. */
  readonly handshakeUs: Measured;
  /** Of an attempt that waited in no queue. */
  readonly handshakeLatencyUs: Measured;
}

export function measureCapacity(trial: LoadedTrial): MeasuredCapacity {
  return {
    servicePerSecond: measureService(trial),
    handshakeUs: measureHandshake(trial),
    handshakeLatencyUs: measureLatency(trial),
  };
}

/** Shorter stretches would be mostly edges. */
const leastSaturatedUs = 300_000;

/**
 * While the accept queue is not empty, or a good part of the clients waits for an answer, a server does nothing but serve: the returns of that
 * time over that time are its service rate.
 */
function measureService(trial: LoadedTrial): Measured {
  const byQueue = rateOver(trial.storm, listFilled(trial.timeline));
  if (byQueue !== undefined)
    return { ...byQueue, from: `${byQueue.from} with a filled accept queue (timeline: listenQueue)` };
  // Clients whose SYN was dropped wait for their own timers, not for the server.
  const hasOverflows = (trial.result.server.listenOverflows ?? 1) > 0;
  const byWaiting = hasOverflows ? undefined : rateOver(trial.storm, listWaiting(trial));
  if (byWaiting !== undefined) {
    const share = waitingShare * 100;
    return {
      ...byWaiting,
      from: `${byWaiting.from} with more than ${share} % of the clients waiting for an answer (storm: attempts − subscribed − failed)`,
    };
  }
  return {
    value: undefined,
    why: 'the server was not seen saturated for long enough: it was not the bottleneck in this trial',
  };
}

type Stretch = readonly [fromUs: number, toUs: number];

function rateOver(
  storm: readonly StormRow[],
  stretches: readonly Stretch[],
): { value: number; from: string; evidence: number } | undefined {
  const overUs = stretches.reduce((sum, [fromUs, toUs]) => sum + toUs - fromUs, 0);
  const returned = stretches.reduce((sum, stretch) => sum + countReturned(storm, stretch), 0);
  if (overUs < leastSaturatedUs || returned === 0) return undefined;
  return {
    value: (returned * 1e6) / overUs,
    from: `${returned} returns in ${overUs / 1e6} s`,
    evidence: overUs,
  };
}

/** From one reading of a filled queue to the next. */
function listFilled(timeline: readonly TimelineRow[]): Stretch[] {
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

/** Of the clients that were cut, the share that has to be waiting. */
const waitingShare = 0.05;
const storedBinUs = 10_000;

/** Bins of 10 ms since the server was ready at whose beginning and end enough clients waited. */
function listWaiting({ storm, result }: LoadedTrial): Stretch[] {
  const enough = waitingShare * result.storm.disconnected;
  const readyAtUs = result.faults[0]?.readyAtUs ?? Number.POSITIVE_INFINITY;
  const stretches: Stretch[] = [];
  let [waiting, lastUs] = [0, Number.NEGATIVE_INFINITY];
  for (const { atUs, attempts, subscribed, failed } of storm) {
    const before = waiting;
    waiting += attempts - subscribed - failed;
    // Bins in which nothing happened have no row: whoever waited before waited through them.
    const fromUs = before > enough ? Math.max(lastUs, readyAtUs) : atUs;
    if (before > enough && waiting > enough && atUs > readyAtUs) stretches.push([fromUs, atUs + storedBinUs]);
    lastUs = atUs + storedBinUs;
  }
  return stretches;
}

function countReturned(storm: readonly StormRow[], [fromUs, toUs]: Stretch): number {
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
    evidence: returned,
    from: `${(usedUs / 1e6).toFixed(2)} s of server CPU beyond the steady state for ${returned} returns (timeline: serverCpuShare)`,
  };
}

function measureLatency({ result }: LoadedTrial): Measured {
  const { min } = result.connectTimeUs;
  if (min === null) return { value: undefined, why: 'nobody connected' };
  return {
    value: min,
    evidence: result.connectTimeUs.count,
    from: 'the fastest connection of the ramp (connectTimeUs.min)',
  };
}
