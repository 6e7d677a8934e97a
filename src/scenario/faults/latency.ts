import type { z } from 'zod';
import { duration } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface LatencyToxic {
  readonly kind: 'latency';
  readonly latencyUs: number;
  /** Each piece of data takes latency ± a uniform draw of at most this, and never overtakes the one before it. */
  readonly jitterUs: number;
}

export const latencyDescription =
  'The proxy hands data on later, by a latency and a random jitter around it.';

export const { fault: latencySchema, condition: latencyCondition } = toxicSchemas(
  'latency',
  latencyDescription,
  {
    latency: duration(
      { title: 'Latency', description: 'How much later data is handed on.', examples: ['100ms'] },
      { max: 60e6 },
    ),
    jitter: duration(
      {
        title: 'Jitter',
        description:
          'Largest deviation from the latency, drawn uniformly for each piece of data by the seed.',
        examples: ['20ms'],
      },
      { max: 60e6 },
    ).prefault('0s'),
  },
  { direction: 'downstream' },
);

export function readLatency({ latency, jitter }: z.infer<typeof latencyCondition>): LatencyToxic {
  return { kind: 'latency', latencyUs: latency, jitterUs: jitter };
}
