import type { z } from 'zod';
import { byteRate } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface BandwidthToxic {
  readonly kind: 'bandwidth';
  /** Of each connection, in each direction that it is for. */
  readonly bytesPerSecond: number;
}

export const bandwidthDescription =
  'The proxy hands data on at no more than a rate, connection by connection.';

export const { fault: bandwidthSchema, condition: bandwidthCondition } = toxicSchemas(
  'bandwidth',
  bandwidthDescription,
  {
    rate: byteRate(
      { title: 'Rate', description: 'Bytes per second of each connection.', examples: ['10KB/s'] },
      { min: 1, max: 1e10 },
    ),
  },
  { direction: 'downstream' },
);

export function readBandwidth({ rate }: z.infer<typeof bandwidthCondition>): BandwidthToxic {
  return { kind: 'bandwidth', bytesPerSecond: rate };
}
