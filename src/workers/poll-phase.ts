import type { Scenario } from '../scenario/scenario.js';
import { randomStream } from '../system/random.js';

/** Phase of a client's polls within the period, [0, period): the same in every process, from the scenario's seed. */
export function pollPhaseUs({ seed, poll }: Scenario, client: number): number {
  return Math.floor(randomStream(seed, 'poll-phase', client)() * poll.periodUs);
}
