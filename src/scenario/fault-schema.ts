import { z } from 'zod';
import {
  type DisconnectSettings,
  disconnectDescription,
  disconnectSchema,
  normaliseDisconnect,
} from './faults/disconnect.js';
import { type DrainSettings, drainDescription, drainSchema, normaliseDrain } from './faults/drain.js';
import {
  normalisePacketBlackhole,
  type PacketBlackholeSettings,
  packetBlackholeDescription,
  packetBlackholeSchema,
} from './faults/packet-blackhole.js';
import {
  normalisePacketLoss,
  type PacketLossSettings,
  packetLossDescription,
  packetLossSchema,
} from './faults/packet-loss.js';
import {
  normaliseRollingRestart,
  type RollingRestartSettings,
  rollingRestartDescription,
  rollingRestartSchema,
} from './faults/rolling-restart.js';
import {
  normaliseServerRestart,
  type ServerRestartSettings,
  serverRestartDescription,
  serverRestartSchema,
} from './faults/server-restart.js';
import { normaliseStall, type StallSettings, stallDescription, stallSchema } from './faults/stall.js';
import {
  normaliseToxicFault,
  type ToxicFaultSettings,
  toxicDescriptions,
  toxicFaultSchemas,
} from './faults/toxic.js';
import { normaliseVanish, type VanishSettings, vanishDescription, vanishSchema } from './faults/vanish.js';

/** One fault of a scenario. Each kind has its keys, meaning and settings in a file of its own in `faults/`. */
export type FaultSettings =
  | ServerRestartSettings
  | RollingRestartSettings
  | DrainSettings
  | DisconnectSettings
  | StallSettings
  | PacketBlackholeSettings
  | PacketLossSettings
  | VanishSettings
  | ToxicFaultSettings;
export type FaultKind = FaultSettings['kind'];

const faultSchema = z.discriminatedUnion('kind', [
  serverRestartSchema,
  rollingRestartSchema,
  drainSchema,
  disconnectSchema,
  stallSchema,
  packetBlackholeSchema,
  packetLossSchema,
  vanishSchema,
  ...toxicFaultSchemas,
]);
type FaultKeys = z.infer<typeof faultSchema>;

/** What each fault does, for lists and editors. */
export const faultDescriptions: Readonly<Record<FaultKind, string>> = {
  'server-restart': serverRestartDescription,
  'rolling-restart': rollingRestartDescription,
  drain: drainDescription,
  disconnect: disconnectDescription,
  stall: stallDescription,
  'packet-blackhole': packetBlackholeDescription,
  'packet-loss': packetLossDescription,
  vanish: vanishDescription,
  ...toxicDescriptions,
};

export const faultKinds = Object.keys(faultDescriptions) as readonly FaultKind[];

/** From the keys of the file to the names inside, which carry their units. */
export function normaliseFault(fault: FaultKeys): FaultSettings {
  switch (fault.kind) {
    case 'server-restart':
      return normaliseServerRestart(fault);
    case 'rolling-restart':
      return normaliseRollingRestart(fault);
    case 'drain':
      return normaliseDrain(fault);
    case 'disconnect':
      return normaliseDisconnect(fault);
    case 'stall':
      return normaliseStall(fault);
    case 'packet-blackhole':
      return normalisePacketBlackhole(fault);
    case 'packet-loss':
      return normalisePacketLoss(fault);
    case 'vanish':
      return normaliseVanish(fault);
    default:
      return normaliseToxicFault(fault);
  }
}

/** Whether a fault ends every process of the server once and replaces it. */
export function endsServer(fault: FaultSettings): boolean {
  switch (fault.kind) {
    case 'server-restart':
    case 'rolling-restart':
      return true;
    case 'drain':
      return fault.downtimeUs !== undefined;
    default:
      return false;
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
