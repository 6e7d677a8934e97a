import type { z } from 'zod';
import { duration } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface SlowCloseToxic {
  readonly kind: 'slow-close';
  readonly delayUs: number;
}

export const slowCloseDescription = 'The proxy hands on the end of a connection later than its data.';

export const { fault: slowCloseSchema, condition: slowCloseCondition } = toxicSchemas(
  'slow-close',
  slowCloseDescription,
  {
    delay: duration(
      {
        title: 'Delay',
        description: 'How long after one side has closed the other is told.',
        examples: ['2s'],
      },
      { min: 1e3, max: 3600e6 },
    ),
  },
  { direction: 'both' },
);

export function readSlowClose({ delay }: z.infer<typeof slowCloseCondition>): SlowCloseToxic {
  return { kind: 'slow-close', delayUs: delay };
}
