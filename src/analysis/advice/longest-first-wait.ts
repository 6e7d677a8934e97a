import { Backoff, planBackoff } from '../../reconnect/backoff.js';
import type { ReconnectSettings } from '../../scenario/scenario.js';

/**
 * A policy's window: the longest wait before the first attempt, in microseconds. It makes policies comparable whose
 * parameters are not: fixed has its delay, full and equal jitter their base, decorrelated jitter thrice its base.
 * @param clients for policies that state no such parameter: the longest of the waits that this many clients draw
 */
export function longestFirstWaitUs(settings: ReconnectSettings, seed: number, clients: number): number {
  // To the millisecond: a third of a window, written as a base, would otherwise make a window of its own.
  return Math.round(readLongestUs(settings, seed, clients) / 1000) * 1000;
}

function readLongestUs(settings: ReconnectSettings, seed: number, clients: number): number {
  switch (settings.policy) {
    case 'immediate':
      return 0;
    case 'fixed':
    case 'server':
      return settings.delayUs;
    case 'exponential':
    case 'full-jitter':
    case 'equal-jitter':
      return Math.min(settings.capUs, settings.baseUs);
    case 'decorrelated-jitter':
      return Math.min(settings.capUs, 3 * settings.baseUs);
    default:
      return drawLongest(settings, seed, clients);
  }
}

function drawLongest(settings: ReconnectSettings, seed: number, clients: number): number {
  const plan = planBackoff(seed, settings);
  let longestUs = 0;
  for (let client = 0; client < clients; client++) {
    const backoff = new Backoff(plan, client);
    backoff.lose(Number.POSITIVE_INFINITY);
    longestUs = Math.max(longestUs, backoff.nextDelayUs() ?? 0);
  }
  return longestUs;
}
