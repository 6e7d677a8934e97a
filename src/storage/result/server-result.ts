import { z } from 'zod';
import { count, figure } from './figures.js';

/** What the server did to clients whose buffer was full. */
export const overflowSchema = z.object({
  policy: z.enum(['disconnect', 'drop', 'coalesce']),
  /** Times a buffer was found full; under `disconnect` each ended a connection. */
  overflowed: count,
  /** Messages that passed a client by, counted once for each client. */
  dropped: count,
  /** Messages that a newer one took the place of. */
  coalesced: count,
});

/** What the server's processes cost. */
export const serverSchema = z.object({
  cpuSeconds: figure,
  rssPeakBytes: figure,
  loopDelayUs: z.object({ p50: figure, p99: figure, max: figure }),
  cpuUsPerDelivered: figure,
  starts: count,
  /** SYNs and ACKs, repeated ones too, that met a full accept queue anywhere in the network namespace; null where the kernel does not tell. */
  listenOverflows: figure,
  /** Absent in older results, and when a server does not tell. */
  overflow: overflowSchema.optional(),
});

export type OverflowResult = z.infer<typeof overflowSchema>;
