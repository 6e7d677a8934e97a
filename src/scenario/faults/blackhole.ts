import type { z } from 'zod';
import { duration } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface BlackholeToxic {
  readonly kind: 'blackhole';
  /** From when it meets a connection until the proxy closes it; 0: it does not. */
  readonly timeoutUs: number;
}

export const blackholeDescription =
  'Nothing gets through the proxy any more, not even the end of a connection; both sides are left half-open.';

export const { fault: blackholeSchema, condition: blackholeCondition } = toxicSchemas(
  'blackhole',
  blackholeDescription,
  {
    timeout: duration(
      {
        title: 'Timeout',
        description:
          'How long the proxy keeps such a connection before it closes it; 0s: until the fault is over.',
        examples: ['0s', '10s'],
      },
      { max: 3600e6 },
    ).prefault('0s'),
  },
  { direction: 'both' },
);

export function readBlackhole({ timeout }: z.infer<typeof blackholeCondition>): BlackholeToxic {
  return { kind: 'blackhole', timeoutUs: timeout };
}
