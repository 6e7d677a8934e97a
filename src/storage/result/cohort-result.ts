import { z } from 'zod';
import { count, figure, latencySummarySchema } from './figures.js';

/** The figures of the clients of one cohort, or of those of none (`others`). */
export const cohortSchema = z.object({
  name: z.string(),
  clients: count,
  /** null: as fast as they can. */
  readBytesPerSecond: figure,
  /** How long they read nothing; 0: never. */
  pausedUs: count,
  /** Their policy in words. */
  reconnect: z.string(),
  /** As in the trial's ledger, of these clients. */
  ledger: z.object({
    expected: count,
    delivered: count,
    lost: count,
    duplicate: count,
    outOfOrder: count,
    recovered: count,
  }),
  /** Of deliveries after the warm-up. */
  deliveryLatencyUs: latencySummarySchema,
  /** Connections lost that were meant to stay. */
  disconnected: count,
  /** Connection attempts, first ones included. */
  attempts: count,
});

export type CohortResult = z.infer<typeof cohortSchema>;
