import type { Measurement, ServerCost } from '../../metrics/measurement.js';
import type { TrialResult } from '../../storage/result.js';

/**
 * What the server's processes used. CPU time is summed over the lives of the server: each life's last reading, so that a
 * killed server is missing at most the 100 ms since then. The loop delay is a distribution of the longest delay in each
 * 100 ms, because percentiles of intervals cannot be merged.
 */
export function sumServerCost(measurement: Measurement, delivered: number): TrialResult['server'] {
  const { serverSamples, listenOverflows, serverStarts } = measurement;
  const samples = listCosts(measurement);
  const lastOfLife = new Map<number, ServerCost>(samples.map((sample) => [sample.life, sample]));
  const cpuUs =
    samples.length === 0 ? null : [...lastOfLife.values()].reduce((sum, sample) => sum + sample.cpuUs, 0);
  return {
    cpuSeconds: cpuUs === null ? null : cpuUs / 1e6,
    rssPeakBytes: samples.reduce<number | null>((most, { rssBytes }) => Math.max(most ?? 0, rssBytes), null),
    loopDelayUs: summariseDelays(serverSamples.map((sample) => sample.loopDelayMaxUs)),
    cpuUsPerDelivered: cpuUsPerDelivered(measurement, delivered),
    starts: serverStarts,
    listenOverflows:
      listenOverflows === undefined
        ? null
        : Object.values(listenOverflows).reduce((sum, count) => sum + count, 0),
  };
}

/** A reference server tells its own cost; a target's is read from the kernel. */
function listCosts({ serverSamples, serverCosts = [] }: Measurement): readonly ServerCost[] {
  return serverSamples.length > 0 ? serverSamples : serverCosts;
}

function summariseDelays(delaysUs: number[]): TrialResult['server']['loopDelayUs'] {
  const sorted = delaysUs.toSorted((a, b) => a - b);
  const at = (quantile: number): number | null =>
    sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? null;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * CPU time in the measured part, from the end of the warm-up on, per message delivered in it. A new life counts from its
 * first reading: what it took to load the program is not the price of a message.
 */
function cpuUsPerDelivered(measurement: Measurement, delivered: number): number | null {
  const fromUs = measurement.phases.find(({ name }) => name === 'steady')?.startUs;
  const samples = listCosts(measurement);
  if (fromUs === undefined || delivered === 0 || samples.length === 0) return null;
  let usedUs = 0;
  let previous: ServerCost | undefined;
  for (const sample of samples) {
    if (sample.atUs >= fromUs && previous?.life === sample.life) usedUs += sample.cpuUs - previous.cpuUs;
    previous = sample;
  }
  return usedUs / delivered;
}
