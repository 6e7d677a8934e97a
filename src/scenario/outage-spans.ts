import type { FaultSettings } from './fault-schema.js';
import type { Scenario } from './scenario.js';

/**
 * Until when a fault that ends the server keeps it, or its processes in turn, away: microseconds from the start of the measured
 * part, as planned. A process that takes longer to stop than its downtime makes it later.
 * @returns undefined for faults that leave the server running
 */
export function planReturnUs(
  fault: FaultSettings,
  { clients, server }: Pick<Scenario, 'clients' | 'server'>,
): number | undefined {
  const { processes } = server;
  switch (fault.kind) {
    case 'server-restart':
      return fault.atUs + fault.downtimeUs;
    case 'rolling-restart':
      return fault.atUs + processes * fault.downtimeUs + (processes - 1) * fault.pauseUs;
    case 'drain':
      return fault.downtimeUs === undefined
        ? undefined
        : fault.atUs + Math.ceil((clients.count / fault.ratePerSecond) * 1e6) + processes * fault.downtimeUs;
    default:
      return undefined;
  }
}
