import { z } from 'zod';
import { endCauses } from '../../metrics/end-causes.js';
import { reapCauses } from '../../wire/protocol.js';
import { count, latencySummarySchema } from './figures.js';

/** How one side found out by itself that a connection had gone silent. */
const noticing = {
  /** From the beginning of the fault. */
  afterUs: latencySummarySchema,
  /** Between which times the settings let it fall; null where nothing foresees it. */
  predictedUs: z.object({ fromUs: count, toUs: count }).nullable(),
};

/** What became of connections that heard nothing from a fault on though neither side was told. */
export const halfOpenSchema = z.object({
  /** Over all such faults. */
  silenced: count,
  /** Given up by the clients, and by the server, by cause. */
  clients: z.object({ byCause: z.partialRecord(z.enum(endCauses), count), ...noticing }),
  server: z.object({ byCause: z.partialRecord(z.enum(reapCauses), count), ...noticing }),
  /** Connections that the server held beyond those that clients had: most at once, summed over time, and at the end. */
  zombies: z.object({ peak: count, seconds: z.number(), atEnd: count }),
});

export type HalfOpenResult = z.infer<typeof halfOpenSchema>;
