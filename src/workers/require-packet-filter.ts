import { SquallError } from '../errors.js';
import { findMissingFilter } from '../network/find-missing.js';
import type { FaultKind } from '../scenario/fault-schema.js';
import type { Plan } from '../scenario/scenario.js';

const filtering: readonly FaultKind[] = ['packet-blackhole', 'packet-loss', 'vanish'];

/**
 * Refuses a plan with faults that make packets vanish where that is not possible.
 * @throws SquallError SQUALL_PACKETS
 */
export function requirePacketFilter({ trials }: Pick<Plan, 'trials'>): void {
  const fault = trials
    .flatMap(({ scenario }) => scenario.faults)
    .find(({ kind }) => filtering.includes(kind));
  if (fault === undefined) return;
  const missing = findMissingFilter();
  if (missing === undefined) return;
  throw new SquallError(
    'SQUALL_PACKETS',
    `the fault ${fault.kind} ${missing}`,
    'or leave out its trials; disconnect, server-restart and stall work without',
    { key: 'faults' },
  );
}
