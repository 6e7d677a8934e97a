import { z } from 'zod';
import { duration, rate } from '../quantities.js';
import { faultKeys } from './fault-keys.js';

export interface DrainSettings {
  readonly kind: 'drain';
  /** When the first connection is ended, from the start of the measured part. */
  readonly atUs: number;
  /** Connections ended per second. */
  readonly ratePerSecond: number;
  /** When all are ended, the server restarts and is away this long; undefined: it goes on and takes new ones all the while. */
  readonly downtimeUs: number | undefined;
}

export const drainDescription =
  'The server ends its connections in order, so many per second, as a deploy that drains does; then it may restart.';

export const drainSchema = z.strictObject({
  ...faultKeys('drain', drainDescription),
  rate: rate(
    { title: 'Rate', description: 'Connections ended per second.', examples: ['200/s'] },
    { min: 0.1, max: 1e6 },
  ),
  downtime: duration(
    {
      title: 'Downtime',
      description:
        'With it the server takes no new connections from the beginning of the drain, restarts when the last has ended, and listens again after this time. Without it the server goes on, and clients come back to it.',
      examples: ['1s'],
    },
    { max: 3600e6 },
  ).optional(),
});

export function normaliseDrain({ kind, at, rate, downtime }: z.infer<typeof drainSchema>): DrainSettings {
  return { kind, atUs: at, ratePerSecond: rate, downtimeUs: downtime };
}
