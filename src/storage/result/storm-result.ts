import { z } from 'zod';
import { attemptCauses } from '../../metrics/end-causes.js';
import { count, figure, latencySummarySchema } from './figures.js';

/** What can stand between clients and their return. */
export const stormLimits = ['backlog', 'admission', 'accept-rate', 'server-cpu', 'generator'] as const;

/** How a storm compares with what the policy foresees whatever the seed; see `docs/method.md`, "The policy's curve". */
const stormFitSchema = z.object({
  /** Pearson's, of the attempts due per 100 ms; null when the policy's curve is not known. */
  chiSquared: figure,
  degrees: figure,
  /** Chance of a value as large by the draws alone. */
  p: figure,
  verdict: z.enum(['agrees', 'differs', 'untested']),
  /** Attempts due, and as many as foreseen. */
  due: figure,
  expected: figure,
  /** Attempts due in the fullest of the bins of 100 ms, and the expected value of that. */
  peakPer100Ms: figure,
  expectedPeakPer100Ms: figure,
  /** Its standard deviation from storm to storm, and its bound μ + √(2 μ ln m); null in results of before they were kept. */
  peakDeviationPer100Ms: figure.default(null),
  peakBoundPer100Ms: figure.default(null),
  /** What was measured to stand in the way of the returns, with the evidence in words. */
  limitedBy: z.array(z.object({ limit: z.enum(stormLimits), evidence: z.string() })),
});

const backPercentiles = z.object({ p50: figure, p90: figure, p99: figure, p100: figure });

/** What clients did after losing a connection that was meant to stay. */
export const stormSchema = z.object({
  /** Connections lost that were meant to stay: each begins one return. */
  disconnected: count,
  returned: count,
  /** Losses that waited for the server: it became ready while they were still away, or never did. */
  awaitedServer: count,
  /** Losses that are never made good: the client's policy gave up, or the server told it to stay away (SSE: status 204). */
  gaveUp: count.default(0),
  attempts: count,
  failed: count,
  /** Attempts in the fullest 100 ms, times ten. */
  peakAttemptsPerSecond: z.number(),
  /** Attempts in the fullest 10 ms. */
  peakAttemptsPer10Ms: count,
  /** Peak over the mean rate between first and last attempt; null without attempts. */
  peakToMean: figure,
  /** Attempts ÷ disconnected. */
  amplification: figure,
  /** Rate of first attempts between their quartiles: N/b for full jitter over a base of b. */
  firstWavePerSecond: figure,
  failures: z.record(z.enum(attemptCauses), count),
  /**
   * Microseconds until this share was back, null when it never was: of all disconnected from each one's loss, of
   * those that awaited the server from when it was ready.
   */
  backUs: z.object({ fromDisconnect: backPercentiles, fromReady: backPercentiles }),
  /** How late attempts began after they were due: the load generator's own delay. */
  attemptLagUs: latencySummarySchema.nullable().default(null),
  /** The server from the first attempt to the last return: CPU as a share of a core, longest loop delay, longest accept queue. */
  server: z
    .object({ cpuShare: figure, loopDelayMaxUs: figure, listenQueueMax: figure, listenOverflows: figure })
    .nullable()
    .default(null),
  /** null without attempts, and in results of before it was kept. */
  fit: stormFitSchema.nullable().default(null),
});

export type StormFitResult = z.infer<typeof stormFitSchema>;
export type StormLimit = StormFitResult['limitedBy'][number];
