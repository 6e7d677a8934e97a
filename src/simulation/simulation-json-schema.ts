import { z } from 'zod';
import { renderJsonSchema } from '../scenario/json-schema.js';
import { count, figure, latencySummarySchema } from '../storage/result/figures.js';
import { stormSchema } from '../storage/result/storm-result.js';
import { trialSchema } from '../storage/result/trial-result.js';
import { type SimulationReport, simulationSchema } from './simulation-report.js';

const curve = z
  .array(z.object({ atUs: z.number().int(), attempts: count, subscribed: count, failed: count }))
  .describe('Attempts, returns and failures by 100 ms from the loss; bins without any are left out.');

const measured = z.object({
  trial: z.string(),
  validity: trialSchema.shape.validity.shape.status,
  clients: count,
  storm: stormSchema,
  peakDuePerSecond: figure.describe(
    'Peak of attempts by when they were due; null where the run did not keep it.',
  ),
  listenOverflows: figure,
  curve,
});

const assumption = z.object({
  option: z.string().describe('The option that changes it.'),
  meaning: z.string(),
  value: z.union([z.number(), z.string()]).nullable(),
  unit: z.enum(['us', 'count', 'perSecond', 'none']),
  source: z.string(),
});

const simulated = z.object({
  reconnect: z.string().describe('The policy in words.'),
  clients: z
    .object({ total: count, back: count, gaveUp: count, trying: count })
    .describe('total = back + gaveUp + trying'),
  storm: stormSchema
    .omit({ server: true, fit: true })
    .describe('In the words of trials[].storm of result.json; times in microseconds.'),
  reconnectTimeUs: latencySummarySchema.describe('Successful attempts, queue included.'),
  server: z.object({
    handshakes: count.describe('Connections taken off the accept queues.'),
    inVain: count.describe('Handshakes for clients that had given up waiting.'),
    refused: count.describe('Handshakes answered with 503.'),
    listenOverflows: count.describe('SYNs and their repetitions that found an accept queue full.'),
    cpuSeconds: z.number().describe('Of all handshakes, as far as their cost was given.'),
    busyShare: figure.describe('Of the time from ready to the last return, 0 to 1.'),
  }),
  curve,
  endUs: count.describe('Simulated time from the loss to the end.'),
  events: count,
  assumptions: z.array(assumption),
  measured: measured.nullable().describe('The real trial beside it; null when there is none.'),
});

/** What `squall simulate --json` prints. */
export const simulationFileSchema: z.ZodType<SimulationReport> = z.object({
  schema: z.literal(simulationSchema),
  status: z.enum(['complete', 'interrupted']),
  from: z
    .object({ run: z.string(), directory: z.string(), missing: z.array(z.string()) })
    .nullable()
    .describe('The run that capacity was taken from, and what it could not tell; null without one.'),
  cases: z.array(simulated),
  reach: z.array(z.string()).describe('How far this goes beyond what was measured, and what it leaves out.'),
});

/** The schema's text as it is published in `schemas/simulation.schema.json`. */
export function renderSimulationSchema(): string {
  return renderJsonSchema(simulationFileSchema);
}
