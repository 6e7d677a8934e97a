import { z } from 'zod';
import { phaseNames } from '../../metrics/phases.js';

export const count = z.number().int().nonnegative();
export const figure = z.number().nullable();

/** Microseconds; every value but `count` is null when nothing was recorded. */
export const latencySummarySchema = z.object({
  count,
  min: figure,
  mean: figure,
  p50: figure,
  p90: figure,
  p99: figure,
  p999: figure,
  max: figure,
});

/** Something that qualifies a number: what it is, where, and what to do about it. */
export const noticeSchema = z.object({
  code: z.string(),
  phase: z.enum(phaseNames).nullable(),
  message: z.string(),
  remedy: z.string(),
});

export const threeSides = z.object({ clients: figure, server: figure, kernel: figure });

export type LatencySummary = z.infer<typeof latencySummarySchema>;
export type Notice = z.infer<typeof noticeSchema>;
