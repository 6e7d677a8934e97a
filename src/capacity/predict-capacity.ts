import type { Limits } from '../system/limits.js';
import {
  checkProxyDescriptors,
  checkServerDescriptors,
  checkSystemFiles,
  checkWorkerDescriptors,
} from './descriptor-rules.js';
import type { LimitFinding, LimitRule, LimitVerdict } from './limit-finding.js';
import { checkMemory, checkTcpMemory } from './memory-rules.js';
import { checkAcceptQueue, checkConntrack, checkPorts } from './network-rules.js';
import type { PlannedLoad } from './planned-load.js';
import { checkClock, checkCores, checkScheduling, checkTasks } from './process-rules.js';

/** How far a machine goes with a load. */
export interface Capacity {
  readonly load: PlannedLoad;
  /** Every limit this machine has, those first that carry the fewest clients. */
  readonly findings: readonly LimitFinding[];
  /** Clients that can be carried; null when nothing known bounds them. */
  readonly clients: number | null;
  /** The limit that comes first. */
  readonly first: LimitFinding | undefined;
  /** The worst of all findings. */
  readonly verdict: LimitVerdict;
}

const rules: readonly LimitRule[] = [
  checkServerDescriptors,
  checkProxyDescriptors,
  checkWorkerDescriptors,
  checkSystemFiles,
  checkPorts,
  checkAcceptQueue,
  checkMemory,
  checkTcpMemory,
  checkConntrack,
  checkTasks,
  checkCores,
  checkScheduling,
  checkClock,
];

/** Predicts from the limits of a machine how many clients of a load it carries, and what gives way first. */
export function predictCapacity(load: PlannedLoad, limits: Limits): Capacity {
  const findings = rules
    .flatMap((rule) => rule(load, limits) ?? [])
    .sort((a, b) => (a.carries ?? Number.POSITIVE_INFINITY) - (b.carries ?? Number.POSITIVE_INFINITY) || 0);
  const bounding = findings.find(({ carries }) => carries !== null);
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  return {
    load,
    findings,
    clients: bounding?.carries ?? null,
    first: bounding,
    verdict: verdicts.has('short') ? 'short' : verdicts.has('tight') ? 'tight' : 'fits',
  };
}
