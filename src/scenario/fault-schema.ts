import { z } from 'zod';
import {
  type DisconnectSettings,
  disconnectDescription,
  disconnectSchema,
  normaliseDisconnect,
} from './faults/disconnect.js';
import {
  normaliseServerRestart,
  type ServerRestartSettings,
  serverRestartDescription,
  serverRestartSchema,
} from './faults/server-restart.js';
import {
  normaliseToxicFault,
  type ToxicFaultSettings,
  toxicDescriptions,
  toxicFaultSchemas,
} from './faults/toxic.js';

/** One fault of a scenario. Each kind has its keys, meaning and settings in a file of its own in `faults/`. */
export type FaultSettings = ServerRestartSettings | DisconnectSettings | ToxicFaultSettings;
export type FaultKind = FaultSettings['kind'];

const faultSchema = z.discriminatedUnion('kind', [
  serverRestartSchema,
  disconnectSchema,
  ...toxicFaultSchemas,
]);
type FaultKeys = z.infer<typeof faultSchema>;

/** What each fault does, for lists and editors. */
export const faultDescriptions: Readonly<Record<FaultKind, string>> = {
  'server-restart': serverRestartDescription,
  disconnect: disconnectDescription,
  ...toxicDescriptions,
};

export const faultKinds = Object.keys(faultDescriptions) as readonly FaultKind[];

/** From the keys of the file to the names inside, which carry their units. */
export function normaliseFault(fault: FaultKeys): FaultSettings {
  switch (fault.kind) {
    case 'server-restart':
      return normaliseServerRestart(fault);
    case 'disconnect':
      return normaliseDisconnect(fault);
    default:
      return normaliseToxicFault(fault);
  }
}

export const faultsSchema = z
  .array(faultSchema)
  .max(100)
  .prefault([])
  .meta({
    title: 'Faults',
    description: 'What goes wrong during the measured part, and when.',
    examples: [[{ at: '4s', kind: 'server-restart', mode: 'crash', downtime: '1s' }]],
  });
