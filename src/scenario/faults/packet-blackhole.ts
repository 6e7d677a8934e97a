import { z } from 'zod';
import { faultKeys, lastingFor } from './fault-keys.js';

export interface PacketBlackholeSettings {
  readonly kind: 'packet-blackhole';
  /** From the start of the measured part. */
  readonly atUs: number;
  readonly lengthUs: number;
}

export const packetBlackholeDescription =
  'Every packet between clients and server vanishes for a time, and neither side is told: half-open connections until heartbeats notice. Needs root.';

export const packetBlackholeSchema = z.strictObject({
  ...faultKeys('packet-blackhole', packetBlackholeDescription),
  for: lastingFor('How long packets vanish.').prefault('5s'),
});

export function normalisePacketBlackhole(
  fault: z.infer<typeof packetBlackholeSchema>,
): PacketBlackholeSettings {
  return { kind: fault.kind, atUs: fault.at, lengthUs: fault.for };
}
