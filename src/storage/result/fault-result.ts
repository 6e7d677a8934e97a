import { z } from 'zod';
import { count, figure } from './figures.js';

/** One injection. Instants are microseconds from the trial's common start. */
export const faultSchema = z.object({
  kind: z.string(),
  /** The fault in words: `crash, down for 1s`. */
  description: z.string(),
  /** How the server went away; null for faults that leave it running. */
  mode: z.enum(['graceful', 'crash']).nullable(),
  injectedAtUs: count,
  /** When the server was ready again; null for faults that leave it running, or when it did not come back. */
  readyAtUs: figure,
  /** When a fault that lasted and left the server running was over. */
  endedAtUs: count.optional(),
  /** Packets between clients and server while it lasted, and those that vanished; where packets could. */
  packets: z.object({ seen: count, dropped: count }).optional(),
});
