import { z } from 'zod';
import { count, figure } from './figures.js';

/** What passed the clients' sockets, and what for. */
export const bytesSchema = z.object({
  received: count,
  sent: count,
  setup: count,
  payload: count,
  /** What compression took from the payloads on the wire, as a negative number; absent in older results. */
  compression: z.number().int().default(0),
  framing: count,
  requests: count,
  heartbeats: count,
  emptyPolls: count,
  /** (received + sent − payload − setup) ÷ messages delivered, echoes included; null when none was. */
  overheadPerMessage: figure,
  /** setup ÷ connections opened; null when none was. */
  setupPerConnection: figure,
  /** Socket's count − sum of the parts; anything but 0 makes the trial invalid. */
  unaccounted: z.number().int(),
});
