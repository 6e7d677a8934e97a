import { SquallError } from '../errors.js';
import type { Scenario } from '../scenario/scenario.js';

/** What of this machine bounds a trial. */
export interface MachineLimits {
  readonly cores: number;
  /** Per process; null: unlimited or unknown. */
  readonly fileDescriptors: number | null;
}

/** Descriptors a process needs beside its connections: standard streams, IPC, libraries, listening sockets. */
const reservedDescriptors = 64;

/** Load processes for a trial: as the scenario says, otherwise one per core, and more where descriptors ask for it. */
export function chooseWorkerCount(scenario: Scenario, { cores, fileDescriptors }: MachineLimits): number {
  if (scenario.workers !== undefined) return Math.min(scenario.workers, scenario.clients.count);
  const forDescriptors =
    fileDescriptors === null
      ? 1
      : Math.ceil(scenario.clients.count / Math.max(1, fileDescriptors - reservedDescriptors));
  return Math.min(scenario.clients.count, Math.max(cores, forDescriptors));
}

/**
 * Refuses a trial that cannot fit before anything is started.
 * @throws SquallError SQUALL_LIMIT, naming the limit and how to raise it
 */
export function checkLimits(scenario: Scenario, limits: MachineLimits): void {
  const { fileDescriptors } = limits;
  if (fileDescriptors === null) return;
  const clients = scenario.clients.count;
  refuseBeyond('the server process', Math.min(clients, scenario.server.maxConnections), fileDescriptors);
  refuseBeyond(
    'each load process',
    Math.ceil(clients / chooseWorkerCount(scenario, limits)),
    fileDescriptors,
  );
}

function refuseBeyond(process: string, connections: number, fileDescriptors: number): void {
  const needed = connections + reservedDescriptors;
  if (needed <= fileDescriptors) return;
  throw new SquallError(
    'SQUALL_LIMIT',
    `${connections.toLocaleString('en')} connections need ${needed.toLocaleString('en')} file descriptors in ${process}, the limit is ${fileDescriptors.toLocaleString('en')} (ulimit -n)`,
    `raise it with \`ulimit -n ${needed}\` (as root, or in /etc/security/limits.conf) or lower clients.count${process === 'each load process' ? ' or raise workers' : ''}`,
    { key: 'clients.count' },
  );
}
