import { z } from 'zod';
import { faultKeys, lastingFor } from './fault-keys.js';

export interface StallSettings {
  readonly kind: 'stall';
  /** From the start of the measured part. */
  readonly atUs: number;
  readonly lengthUs: number;
}

export const stallDescription =
  'The server process is stopped where it stands (SIGSTOP) and goes on after a time (SIGCONT): neither dead nor alive.';

export const stallSchema = z.strictObject({
  ...faultKeys('stall', stallDescription),
  for: lastingFor('How long the server stands still.').prefault('2s'),
});

export function normaliseStall(fault: z.infer<typeof stallSchema>): StallSettings {
  return { kind: fault.kind, atUs: fault.at, lengthUs: fault.for };
}
