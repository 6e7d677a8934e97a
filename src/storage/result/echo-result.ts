import { z } from 'zod';
import { phaseNames } from '../../metrics/phases.js';
import { schedulings } from '../../metrics/scheduling.js';
import { count, latencySummarySchema, threeSides } from './figures.js';

/** What clients sent and were given back themselves. Round trips are on one clock: no offset enters them. */
export const echoSchema = z.object({
  /** Of each client. */
  ratePerSecond: z.number(),
  payloadBytes: count,
  /** From the instant a message was due to its echo's arrival at the client that sent it, from the end of the warm-up on. */
  roundTripUs: latencySummarySchema,
  /** The same by the phase in which the echo arrived. */
  roundTripByPhaseUs: z.partialRecord(z.enum(phaseNames), latencySummarySchema),
  /** How late the clients sent, and how the load workers got their cores: the worst of them. */
  sendLagUs: latencySummarySchema,
  scheduling: z.enum(schedulings),
  /** Sums over clients: due = unsent + sent, sent = returned + lost. */
  ledger: z.object({
    due: count,
    /** Fell due while the client had no connection. */
    unsent: count,
    sent: count,
    returned: count,
    lost: count,
    duplicate: count,
    outOfOrder: count,
    /** Of the lost: those that the server answered with an error. */
    refused: count,
    /** Came back to a client that never sent it. */
    foreign: count,
    clientsWithLoss: count,
  }),
  /** Second connections on which clients post, for transports without an upstream of their own; not among `connections`. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

export type EchoResult = z.infer<typeof echoSchema>;
