import { z } from 'zod';
import { attemptCauses } from '../../metrics/end-causes.js';
import { phaseNames } from '../../metrics/phases.js';
import { transportNames } from '../../wire/transport-names.js';
import { acksSchema } from './acks-result.js';
import { bytesSchema } from './bytes-result.js';
import { chatSchema } from './chat-result.js';
import { clockSchema } from './clock-result.js';
import { cohortSchema } from './cohort-result.js';
import { echoSchema } from './echo-result.js';
import { faultSchema } from './fault-result.js';
import { count, figure, latencySummarySchema, noticeSchema, threeSides } from './figures.js';
import { generatorSchema } from './generator-result.js';
import { halfOpenSchema } from './half-open-result.js';
import { ledgerSchema, publisherSchema } from './ledger-result.js';
import { fallbackSchema, proxySchema } from './proxy-result.js';
import { serverSchema } from './server-result.js';
import { stormSchema } from './storm-result.js';
import { tokensSchema } from './tokens-result.js';
import { wireSchema } from './wire-result.js';

export const trialSchema = z.object({
  index: count,
  /** Unique in the run and usable in file names: `03-sse-full-jitter`. */
  id: z.string(),
  labels: z.looseObject({ transport: z.enum(transportNames), reconnect: z.string() }).catchall(z.string()),
  /** Which repeat of its cell, from 1. */
  repeat: count,
  seed: z.number().int(),
  startedAt: z.string(),
  /**
   * The trial's common start on the host's monotonic clock: logs of other programs on that clock can be laid beside. Null in
   * results of before it was kept.
   */
  originUs: figure.default(null),
  /** `complete`, or `interrupted` when it was ended before its time. */
  status: z.enum(['complete', 'interrupted']),
  validity: z.object({ status: z.enum(['valid', 'invalid']), reasons: z.array(noticeSchema) }),
  /** True findings that do not make the trial invalid: what was lost and why, what was near a limit. */
  warnings: z.array(noticeSchema),
  /** The workload as planned; the whole scenario stands at the head of the result. */
  plan: z.object({
    clients: count,
    ratePerSecond: z.number(),
    payloadBytes: count,
    rampUpUs: count,
    warmUpUs: count,
    durationUs: count,
    drainUs: count,
    pollPeriodUs: count,
    workers: count,
    /** The policy in words, with its parameters: `full-jitter base=2s cap=10s`. */
    reconnect: z.string(),
    /** Name of a server that is not ours. */
    target: z.string().optional(),
    /** False when long polls did not say what the client had seen; otherwise absent. */
    pollCursor: z.literal(false).optional(),
  }),
  /** Instants are microseconds from the trial's common start. */
  phases: z.array(z.object({ name: z.enum(phaseNames), startUs: count, endUs: count })),
  /** Publishing waited for this: all clients subscribed, or the ramp's deadline. */
  barrier: z.object({ reached: z.boolean(), subscribed: count, atUs: count }),
  faults: z.array(faultSchema),
  publisher: publisherSchema,
  ledger: ledgerSchema,
  deliveryLatencyUs: latencySummarySchema,
  /** The same by the phase in which the message arrived. */
  deliveryLatencyByPhaseUs: z.partialRecord(z.enum(phaseNames), latencySummarySchema),
  connectTimeUs: latencySummarySchema,
  /** Time of successful reconnection attempts, from the attempt to the subscribed notice. */
  reconnectTimeUs: latencySummarySchema,
  sendLagUs: latencySummarySchema,
  /** Polls only: from due to complete. */
  responseTimeUs: latencySummarySchema,
  skippedPolls: count,
  /** null when server and clients share a clock: one-way figures then have no error from it. */
  clock: clockSchema.nullable().default(null),
  /** null when clients had nothing echoed. */
  echo: echoSchema.nullable().default(null),
  /** Absent when nothing had to be acknowledged. */
  acks: acksSchema.optional(),
  /** Absent when nobody chatted. */
  chat: chatSchema.optional(),
  /** Absent when nobody asked for answers. */
  tokens: tokensSchema.optional(),
  /** Absent when all clients were alike. */
  cohorts: z.array(cohortSchema).optional(),
  bytes: bytesSchema,
  /** What crossed the network, IP and TCP headers and acknowledgements included; only with `squall run --wire`. */
  wire: wireSchema.optional(),
  connections: z.object({
    opened: count,
    failed: count,
    peak: threeSides,
    /** Median over the steady phase; the three sides have to agree. */
    steady: threeSides,
    /** Connections whose first request waited for a handler, median over the steady phase; only where some did. */
    waiting: figure.optional(),
  }),
  failures: z.record(z.enum(attemptCauses), count),
  /** The proxy between clients and server; absent without one. */
  proxy: proxySchema.optional(),
  /** How clients fared along the list of transports; absent where there was only one. */
  fallback: fallbackSchema.optional(),
  server: serverSchema,
  generator: generatorSchema,
  storm: stormSchema,
  /** Absent when no connection went silent. */
  halfOpen: halfOpenSchema.optional(),
  thresholds: z.array(
    z.object({ expression: z.string(), holds: z.boolean(), actual: figure, message: z.string() }),
  ),
  /** Paths beside result.json. */
  files: z.object({
    timeline: z.string(),
    storm: z.string(),
    clients: z.string(),
    histograms: z.string(),
    publisher: z.string(),
    /** Clients' ledgers of echoes; null when they had none. */
    echoes: z.string().nullable().default(null),
  }),
});

export type TrialResult = z.infer<typeof trialSchema>;
