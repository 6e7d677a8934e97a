import type { Random } from '../system/random.js';

/** Whole microseconds, uniformly from `fromUs` to `toUs`. */
export function drawUniformUs(random: Random, fromUs: number, toUs: number): number {
  return Math.round(fromUs + random() * (toUs - fromUs));
}

/** Whole milliseconds: what becomes of a fraction that a library hands to `setTimeout`, in microseconds. */
export function truncateToMs(us: number): number {
  return Math.floor(us / 1e3) * 1e3;
}
