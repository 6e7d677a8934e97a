import { z } from 'zod';
import { transportNames } from '../wire/transport-names.js';
import { count, figure, latencySummarySchema } from './result/figures.js';
import { trialSchema } from './result/trial-result.js';

/** Name and version of the stored format. A reader accepts its own version and says so when it meets a newer one. */
export const resultSchemaName = 'squall/result';
export const resultSchemaVersion = 1;
export const resultSchema = `${resultSchemaName}@${resultSchemaVersion}`;

export type { PhaseName } from '../metrics/phases.js';
export type { AcksResult } from './result/acks-result.js';
export type { ChatResult } from './result/chat-result.js';
export type { ClockResult } from './result/clock-result.js';
export type { CohortResult } from './result/cohort-result.js';
export type { EchoResult } from './result/echo-result.js';
export type { LatencySummary, Notice } from './result/figures.js';
export type { HalfOpenResult } from './result/half-open-result.js';
export type { OverflowResult } from './result/server-result.js';
export { type StormFitResult, type StormLimit, stormLimits } from './result/storm-result.js';
export type { TokensResult } from './result/tokens-result.js';
export { type TrialResult, trialSchema } from './result/trial-result.js';
export type * from './trial-files.js';

export const environmentSchema = z.object({
  squall: z.string(),
  node: z.string(),
  v8: z.string(),
  /** Versions of the libraries that the load goes through. */
  libraries: z.record(z.string(), z.string()),
  platform: z.string(),
  kernel: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  fileDescriptorLimit: figure,
  /** Server and generator on one machine share its cores; every report says so. */
  coLocated: z.boolean(),
});

/** A null run: clients of a server that has nothing to do but pass messages on at once. */
const floorSchema = z.object({
  transport: z.enum(transportNames),
  clients: count,
  payloadBytes: count,
  deliveryLatencyUs: latencySummarySchema,
  sendLagUs: latencySummarySchema,
  /** Bytes of framing around a message, on average; null when none was delivered. */
  framingPerMessage: figure,
});

export const resultFileSchema = z.object({
  schema: z.literal(resultSchema),
  run: z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    seed: z.number().int(),
    startedAt: z.string(),
    /** null while the run goes on. */
    endedAt: z.string().nullable(),
    /** `running` in a file whose run was killed before it could end in order. */
    status: z.enum(['running', 'complete', 'interrupted', 'failed']),
    plannedTrials: count,
  }),
  scenario: z.object({
    /** As it stood in the file. */
    source: z.string(),
    file: z.string(),
    /** SHA-256 of the source. */
    hash: z.string(),
  }),
  environment: environmentSchema,
  /** What the instrument itself shows on this machine with one client and with many, before the first trial; null when left out. */
  floor: z.array(floorSchema).nullable().default(null),
  trials: z.array(trialSchema),
});

export type Floor = z.infer<typeof floorSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type RunResult = z.infer<typeof resultFileSchema>;
