import type { z } from 'zod';
import { bytes } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface LimitDataToxic {
  readonly kind: 'limit-data';
  /** Counted in each direction that it is for, from when it meets the connection. */
  readonly limitBytes: number;
}

export const limitDataDescription =
  'The proxy closes a connection once it has handed on so many bytes of it.';

export const { fault: limitDataSchema, condition: limitDataCondition } = toxicSchemas(
  'limit-data',
  limitDataDescription,
  {
    bytes: bytes(
      {
        title: 'Bytes',
        description: 'Handed on before the connection is closed; what comes beyond them is dropped.',
        examples: ['10KB'],
      },
      { min: 1, max: 1e12 },
    ),
  },
  { direction: 'downstream' },
);

export function readLimitData({ bytes: limit }: z.infer<typeof limitDataCondition>): LimitDataToxic {
  return { kind: 'limit-data', limitBytes: limit };
}
