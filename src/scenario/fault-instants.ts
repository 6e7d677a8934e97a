import type { FaultSettings } from './fault-schema.js';

/** When a fault is injected, from the start of the measured part; repeated until that part ends, its end not included. */
export function listFaultInstants(fault: FaultSettings, durationUs: number): number[] {
  const everyUs = fault.kind === 'disconnect' ? fault.everyUs : undefined;
  if (everyUs === undefined) return [fault.atUs];
  const count = Math.max(0, Math.ceil((durationUs - fault.atUs) / everyUs));
  return Array.from({ length: count }, (_, index) => fault.atUs + index * everyUs);
}
