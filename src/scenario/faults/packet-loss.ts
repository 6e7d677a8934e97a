import { z } from 'zod';
import { share } from '../quantities.js';
import { faultKeys, lastingFor } from './fault-keys.js';

export interface PacketLossSettings {
  readonly kind: 'packet-loss';
  /** From the start of the measured part. */
  readonly atUs: number;
  readonly lengthUs: number;
  /** 0 to 1: the probability with which each packet vanishes. */
  readonly share: number;
}

export const packetLossDescription =
  'Packets between clients and server are lost at random for a time, in both directions; the kernel draws which, so the seed does not decide them. Needs root.';

export const packetLossSchema = z.strictObject({
  ...faultKeys('packet-loss', packetLossDescription),
  for: lastingFor('How long packets are lost.').prefault('5s'),
  share: share(
    {
      title: 'Share',
      description: 'Probability with which each packet is lost, independently of the others.',
      examples: ['1%', 0.05],
    },
    { min: 1e-6 },
  ).prefault('1%'),
});

export function normalisePacketLoss(fault: z.infer<typeof packetLossSchema>): PacketLossSettings {
  return { kind: fault.kind, atUs: fault.at, lengthUs: fault.for, share: fault.share };
}
