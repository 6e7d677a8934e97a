import { type ActivityRow, activityBinUs } from '../../metrics/activity.js';
import type { Measurement, PhaseSpan } from '../../metrics/measurement.js';
import type { TrialResult } from '../../storage/result.js';

type Counts = Pick<TrialResult['connections'], 'peak' | 'steady' | 'waiting'>;

/** Connections as clients, server and kernel saw them: the highest count of each, and the median over the steady phases. */
export function countConnections(measurement: Measurement): Counts {
  const { phases, serverSamples, kernelSamples } = measurement;
  const clients = followSubscribed(measurement.activity);
  const server = serverSamples.map(({ atUs, connections }) => ({ atUs, value: connections }));
  const kernel = kernelSamples.map(({ atUs, established }) => ({ atUs, value: established }));
  return {
    peak: { clients: highest(clients), server: highest(server), kernel: highest(kernel) },
    steady: {
      clients: medianIn(sampleAt(clients, server.length > 0 ? server : kernel), phases),
      server: medianIn(server, phases),
      kernel: medianIn(kernel, phases),
    },
    ...countWaiting(measurement),
  };
}

function countWaiting({ serverSamples, phases }: Measurement): Pick<Counts, 'waiting'> {
  const waiting = serverSamples.map((sample) => ({ atUs: sample.atUs, value: sample.waiting ?? 0 }));
  return waiting.some(({ value }) => value > 0) ? { waiting: medianIn(waiting, phases) } : {};
}

export interface Reading {
  readonly atUs: number;
  readonly value: number;
}

/** The number of subscribed clients after each bin in which it changed. */
export function followSubscribed(activity: readonly ActivityRow[]): Reading[] {
  let value = 0;
  return activity.map((row) => {
    value += row.subscribed - row.disconnected;
    return { atUs: (row.bin + 1) * activityBinUs, value };
  });
}

/** The step function `steps` read at the instants of `at`. */
function sampleAt(steps: readonly Reading[], at: readonly Reading[]): Reading[] {
  let next = 0;
  let value = 0;
  return at.map(({ atUs }) => {
    for (let step = steps[next]; step !== undefined && step.atUs <= atUs; step = steps[++next])
      value = step.value;
    return { atUs, value };
  });
}

function highest(readings: readonly Reading[]): number | null {
  return readings.reduce<number | null>((most, { value }) => Math.max(most ?? value, value), null);
}

/** Median of the readings in steady phases; null without any. */
export function medianIn(readings: readonly Reading[], phases: readonly PhaseSpan[]): number | null {
  const steady = phases.filter(({ name }) => name === 'steady');
  const values = readings
    .filter(({ atUs }) => steady.some(({ startUs, endUs }) => atUs >= startUs && atUs < endUs))
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? null;
}
