import type { Scheduling } from '../metrics/scheduling.js';
import type { Scenario } from '../scenario/scenario.js';
import { preferProcess, raisePriority } from '../system/raise-priority.js';

/**
 * From so many clients on reading one message for each takes tens of milliseconds. A server of as many processes on the same cores
 * writes as fast as these read at equal shares, and what piles up is read in one turn of the event loop: a stall.
 */
const manyClients = 2_500;

/**
 * Asks that this load worker be given cores as its trial needs them. Where clients send and time what comes back, in real time: a
 * late send, or an answer that waits for a core, would look like a slow server. To be called before any thread is started, which
 * inherits it.
 * @param workers among which the clients are dealt out
 * @returns what it came to
 */
export function askForCores({ echo, tokens, chat, clients }: Scenario, workers: number): Scheduling {
  if (echo !== undefined || tokens !== undefined || chat !== undefined) return raisePriority();
  return clients.count > workers * manyClients ? preferProcess() : 'normal';
}
