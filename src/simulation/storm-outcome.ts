import { type StormSums, summariseStorm } from '../analysis/storm/storm.js';
import { activityBinUs, timelineBinUs } from '../metrics/activity.js';
import type { LatencySummary } from '../metrics/latency-summary.js';
import { findServiceUs } from './accept-queues.js';
import type { StormSimulation } from './storm-simulation.js';

/** A simulated storm in the words of `trials[].storm` of result.json. */
export interface StormOutcome {
  readonly clients: {
    readonly total: number;
    readonly back: number;
    readonly gaveUp: number;
    /** Still away when the simulation ended, and about to try again. */
    readonly trying: number;
  };
  readonly storm: StormSums;
  /** Time of successful attempts, queue included. */
  readonly reconnectTimeUs: LatencySummary;
  readonly server: {
    /** Connections taken off the queues. */
    readonly handshakes: number;
    /** Of these: for clients that had given up waiting, and those refused with 503. */
    readonly inVain: number;
    readonly refused: number;
    /** SYNs and their repetitions that found an accept queue full. */
    readonly listenOverflows: number;
    /** CPU time of all handshakes, as far as their cost was given. */
    readonly cpuSeconds: number;
    /** Share of the time from ready to the last return in which the servers were busy. */
    readonly busyShare: number | null;
  };
  /** Attempts, returns and failures by 100 ms from the loss; bins without any are left out. */
  readonly curve: readonly CurvePoint[];
  readonly endUs: number;
  readonly events: number;
}

export interface CurvePoint {
  readonly atUs: number;
  readonly attempts: number;
  readonly subscribed: number;
  readonly failed: number;
}

/** Sums up what was simulated so far. */
export function summariseSimulation(simulation: StormSimulation): StormOutcome {
  const { settings, recorder, queues, admission } = simulation;
  const activity = recorder.listActivity();
  const { returned, gaveUp } = recorder;
  const trying = settings.clients - returned - gaveUp;
  const storm = summariseStorm(
    {
      returnAttempts: recorder.attempts,
      returnFailures: recorder.failures,
      disconnected: settings.clients,
      returned,
      awaitedServer: settings.clients,
      gaveUp,
      histograms: recorder.histograms,
    },
    activity,
    1,
  );
  const serviceUs = findServiceUs(settings.servers);
  const busyUs = recorder.lastReturnUs - settings.outageUs;
  return {
    clients: { total: settings.clients, back: returned, gaveUp, trying },
    storm,
    reconnectTimeUs: recorder.summariseHandshakes(),
    server: {
      handshakes: queues.served,
      inVain: simulation.answeredLate,
      refused: admission?.refused ?? 0,
      listenOverflows: queues.overflows,
      cpuSeconds: (queues.served * settings.servers.handshakeUs) / 1e6,
      busyShare:
        busyUs > 0 ? Math.min(1, (queues.served * serviceUs) / settings.servers.count / busyUs) : null,
    },
    curve: gatherCurve(activity),
    endUs: Math.round(Math.min(settings.untilUs, Math.max(simulation.nowUs, recorder.lastReturnUs))),
    events: simulation.events,
  };
}

function gatherCurve(
  activity: readonly { bin: number; attempts: number; returned: number; failed: number }[],
): CurvePoint[] {
  const points = new Map<number, { attempts: number; subscribed: number; failed: number }>();
  for (const { bin, attempts, returned, failed } of activity) {
    const atUs = Math.floor((bin * activityBinUs) / timelineBinUs) * timelineBinUs;
    const point = points.get(atUs) ?? { attempts: 0, subscribed: 0, failed: 0 };
    point.attempts += attempts;
    point.subscribed += returned;
    point.failed += failed;
    points.set(atUs, point);
  }
  return [...points].map(([atUs, point]) => ({ atUs, ...point }));
}
