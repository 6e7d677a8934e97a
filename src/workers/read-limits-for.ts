import type { PlannedLoad } from '../capacity/planned-load.js';
import { findCertainShortage } from '../capacity/refuse-beyond-limits.js';
import { type Limits, readLimits } from '../system/limits.js';
import { countOwnDescriptors } from './count-own-descriptors.js';

/** Reads the machine's limits; where the processes' own descriptors decide the answer they are counted, not assumed. */
export async function readLimitsFor(loads: readonly PlannedLoad[]): Promise<Limits> {
  const limits = readLimits();
  if (loads.every((load) => findCertainShortage(load, limits) === undefined)) return limits;
  return { ...limits, ownDescriptors: await countOwnDescriptors() };
}
