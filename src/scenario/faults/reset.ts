import type { z } from 'zod';
import { duration } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface ResetToxic {
  readonly kind: 'reset';
  /** From when it meets a connection. */
  readonly afterUs: number;
}

export const resetDescription = 'The proxy ends connections with a TCP RST to both sides.';

export const { fault: resetSchema, condition: resetCondition } = toxicSchemas(
  'reset',
  resetDescription,
  {
    after: duration(
      {
        title: 'After',
        description:
          'How long a connection lives on: from `at` for those that exist then, from its beginning for later ones.',
        examples: ['0s', '2s'],
      },
      { max: 3600e6 },
    ).prefault('0s'),
  },
  { direction: 'both', lasts: '0s' },
);

export function readReset({ after }: z.infer<typeof resetCondition>): ResetToxic {
  return { kind: 'reset', afterUs: after };
}
