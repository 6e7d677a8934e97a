import { z } from 'zod';
import { share } from '../quantities.js';
import { faultKeys, lastingFor } from './fault-keys.js';

export interface VanishSettings {
  readonly kind: 'vanish';
  /** From the start of the measured part. */
  readonly atUs: number;
  /** 0 to 1, of the clients. */
  readonly share: number;
  /** How long they stay away; undefined: until the end of the trial. */
  readonly lengthUs: number | undefined;
}

export const vanishDescription =
  'A share of the clients is gone without FIN or RST, as a laptop whose lid is closed; the server is not told. Needs root.';

export const vanishSchema = z.strictObject({
  ...faultKeys('vanish', vanishDescription),
  share: share(
    { title: 'Share', description: 'Which part of the clients vanishes.', examples: ['30%', 0.3] },
    { min: 1e-6 },
  ).prefault('100%'),
  for: lastingFor(
    'How long they are gone. They then give the dead connection up and return by their policy. Without it they stay away.',
  ).optional(),
});

export function normaliseVanish(fault: z.infer<typeof vanishSchema>): VanishSettings {
  return { kind: fault.kind, atUs: fault.at, share: fault.share, lengthUs: fault.for };
}
