import { SquallError } from '../errors.js';
import type { Limits } from '../system/limits.js';
import { type LimitFinding, writeCount } from './limit-finding.js';
import type { PlannedLoad } from './planned-load.js';
import { predictCapacity } from './predict-capacity.js';

/** Limits that a load certainly runs into. Those that rest on typical values are left to the run and its validity. */
export function findCertainShortage(load: PlannedLoad, limits: Limits): LimitFinding | undefined {
  return predictCapacity(load, limits).findings.find(({ verdict, exact }) => verdict === 'short' && exact);
}

/**
 * Refuses a load that cannot fit before anything is started.
 * @throws SquallError SQUALL_LIMIT, naming the limit and how to raise it
 */
export function refuseBeyondLimits(load: PlannedLoad, limits: Limits): void {
  const finding = findCertainShortage(load, limits);
  if (finding === undefined) return;
  const { title, setting, carries, explanation, remedy } = finding;
  throw new SquallError(
    'SQUALL_LIMIT',
    `${writeCount(load.clients ?? 0)} clients are more than the ${writeCount(carries ?? 0)} that ${title} carry: ${setting}; ${explanation}`,
    `${remedy}, or lower clients.count; \`squall doctor\` shows all limits`,
    { key: 'clients.count' },
  );
}
