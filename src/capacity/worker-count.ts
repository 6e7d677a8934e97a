import { mostWorkers } from '../scenario/schema.js';
import type { Limits } from '../system/limits.js';
import type { PlannedLoad } from './planned-load.js';

type WorkerLimits = Pick<Limits, 'cores' | 'descriptors' | 'ownDescriptors'>;

/** Load processes for a trial: as the scenario says, otherwise one per core, and more where descriptors ask for it. */
export function chooseWorkerCount(
  {
    clients = Number.POSITIVE_INFINITY,
    workers,
    connectionsPerClient,
  }: Pick<PlannedLoad, 'clients' | 'workers' | 'connectionsPerClient'>,
  { cores, descriptors, ownDescriptors }: WorkerLimits,
): number {
  if (workers !== undefined) return Math.min(workers, clients);
  const forDescriptors =
    descriptors.hard === null || clients === Number.POSITIVE_INFINITY
      ? 1
      : Math.ceil((clients * connectionsPerClient) / Math.max(1, descriptors.hard - ownDescriptors.worker));
  return Math.min(clients, Math.max(cores, Math.min(mostWorkers, forDescriptors)));
}
