import { z } from 'zod';
import { count, threeSides } from './figures.js';

/** What clients acknowledged, and what came again because they had not. */
export const acksSchema = z.object({
  mode: z.enum(['each', 'cumulative']),
  everyUs: count,
  timeoutUs: count,
  /** Acknowledgements sent; withheld as if they had been lost; answered with an error. */
  sent: count,
  withheld: count,
  refused: count,
  /** Messages that came again and that the receivers dropped: the ledger has each once, and no duplicates. */
  redelivered: count,
  /** As the server counted: messages acknowledged, and sendings of messages that it had sent before. */
  server: z.object({ acknowledged: count, redelivered: count }),
  /** Second connections on which clients acknowledge, for transports without an upstream of their own. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

export type AcksResult = z.infer<typeof acksSchema>;
