import type { ReconnectSettings } from '../scenario/scenario.js';
import { Backoff, planBackoff } from './backoff.js';

export interface DensitySettings {
  readonly seed: number;
  readonly clients: number;
  /** The server refuses attempts for this long after the loss, and accepts every one from then on. */
  readonly outageUs: number;
  readonly reconnect: ReconnectSettings;
}

/** What clients that lose their connections all at once do to a server that is away and then takes everyone. */
export interface AttemptDensity {
  /** Attempts in each 10 ms from the loss on; fewer bins than `lastUs` would have hold nothing. */
  readonly bins: readonly number[];
  readonly attempts: number;
  /** When each client that came back did, ascending; microseconds from the loss. */
  readonly backAtUs: Float64Array;
  readonly gaveUp: number;
  /** Still trying when the drawing ended. */
  readonly unfinished: number;
}

export const densityBinUs = 10_000;
/** What an attempt that is refused takes; without it a policy that waits for nothing would never come to the outage's end. */
const refusalUs = 200;
/** A policy with longer waits than this would be drawn to the end of the world. */
const longestUs = 24 * 3600e6;

/** Draws every client's own delays, as in a trial of this seed. Pure. */
export function drawAttempts(settings: DensitySettings): AttemptDensity {
  const plan = planBackoff(settings.seed, settings.reconnect);
  const bins: number[] = [];
  const backAtUs = new Float64Array(settings.clients);
  let [attempts, back, gaveUp] = [0, 0, 0];
  for (let client = 0; client < settings.clients; client++) {
    const backoff = new Backoff(plan, client);
    backoff.lose(Number.MAX_SAFE_INTEGER);
    let atUs: number | undefined = backoff.nextDelayUs();
    while (atUs !== undefined && atUs < longestUs) {
      const bin = Math.floor(atUs / densityBinUs);
      bins[bin] = (bins[bin] ?? 0) + 1;
      attempts++;
      if (atUs >= settings.outageUs) break;
      const delayUs = backoff.nextDelayUs();
      atUs = delayUs === undefined ? undefined : atUs + Math.max(refusalUs, delayUs);
    }
    if (atUs === undefined) gaveUp++;
    else if (atUs < longestUs) backAtUs[back++] = atUs;
  }
  return {
    bins: Array.from(bins, (count) => count ?? 0),
    attempts,
    backAtUs: backAtUs.subarray(0, back).sort(),
    gaveUp,
    unfinished: settings.clients - back - gaveUp,
  };
}

/** Attempts in the fullest `windowUs`, sliding by a bin, per second. */
export function findPeakPerSecond(bins: readonly number[], windowUs = 100_000): number {
  const width = Math.round(windowUs / densityBinUs);
  let [sum, peak] = [0, 0];
  bins.forEach((count, at) => {
    sum += count - (bins[at - width] ?? 0);
    peak = Math.max(peak, sum);
  });
  return (peak * 1e6) / windowUs;
}
