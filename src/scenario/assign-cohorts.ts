import { chooseIndices, randomStream } from '../system/random.js';
import type { Scenario } from './scenario.js';

/** What clients of no cohort are called where cohorts are told apart. */
export const otherClients = 'others';

/**
 * Which cohort each client belongs to: exactly round(share × clients) to each, chosen by the seed, the same in every
 * process.
 * @returns by client, the place of its cohort in `clients.cohorts`; −1 for the others
 */
export function assignCohorts({ seed, clients }: Pick<Scenario, 'seed' | 'clients'>): Int8Array {
  const assigned = new Int8Array(clients.count).fill(-1);
  const sizes = (clients.cohorts ?? []).map(({ share }) => Math.round(share * clients.count));
  const free = Array.from(assigned.keys());
  for (const [cohort, size] of sizes.entries()) {
    const chosen = chooseIndices(randomStream(seed, 'cohort', cohort), free.length, size);
    for (const place of chosen) assigned[free[place] as number] = cohort;
    // From the end, so that places before stay what they are.
    for (const place of chosen.reverse()) free.splice(place, 1);
  }
  return assigned;
}
