import { endsServer, type FaultSettings } from '../scenario/fault-schema.js';

/** How often each process of the server is replaced in a trial. */
export function countRestarts(faults: readonly FaultSettings[]): number {
  return faults.filter(endsServer).length;
}
