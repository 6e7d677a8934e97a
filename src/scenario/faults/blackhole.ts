import { z } from 'zod';
import { choice } from '../quantities.js';
import { faultKeys, lastingFor } from './fault-keys.js';

export interface BlackholeSettings {
  readonly kind: 'blackhole';
  /** From the start of the measured part. */
  readonly atUs: number;
  readonly lengthUs: number;
  readonly by: 'nftables';
}

export const blackholeDescription =
  'Every packet between clients and server vanishes for a time, and neither side is told: half-open connections until heartbeats notice.';

export const blackholeSchema = z.strictObject({
  ...faultKeys('blackhole', blackholeDescription),
  for: lastingFor('How long packets vanish.').prefault('5s'),
  by: choice({ title: 'By', description: 'nftables: in the kernel; needs root.', examples: ['nftables'] }, [
    'nftables',
  ]).prefault('nftables'),
});

export function normaliseBlackhole(fault: z.infer<typeof blackholeSchema>): BlackholeSettings {
  return { kind: fault.kind, atUs: fault.at, lengthUs: fault.for, by: fault.by };
}
