import { z } from 'zod';

const metricSchema = z.object({
  name: z.string(),
  unit: z.string(),
  direction: z.enum(['higher-is-worse', 'lower-is-worse', 'change-is-worse']),
  evidence: z.enum(['exact', 'paired']),
  delta: z.number().positive().optional(),
});

const noiseSchema = z.object({
  metric: metricSchema,
  labels: z.record(z.string(), z.string()),
  /** A/A pairs that it was learnt from. */
  pairs: z.int().nonnegative(),
  /** Robust standard deviation of ln(candidate ÷ baseline) with identical code; 0.03 is about 3 %. null: nothing to learn from. */
  spread: z.number().nonnegative().nullable(),
  /** Pairs from which a change of `effect` is found with the chance `power`; null: more than `mostPairs`. */
  pairsNeeded: z.int().positive().nullable(),
  /** With the number of pairs chosen: chances of finding that change, and of identical code passing. */
  power: z.number().min(0).max(1),
  passes: z.number().min(0).max(1),
  /** Smallest minimum effect with which identical code would pass with the chance `power`. */
  smallestDelta: z.number().nonnegative().nullable(),
  /** False: refused, and why is in `reason`. */
  usable: z.boolean(),
  reason: z.string(),
});

/** What a machine's noise asks of a gate, learnt from pairs of identical code. All chances and shares are 0 to 1. */
export const calibrationSchema = z.object({
  /** Smallest change that the user wants found: 0.2 is 20 %. */
  effect: z.number().positive(),
  power: z.number().min(0).max(1),
  /** As the gate that this is for. */
  delta: z.number().positive(),
  alpha: z.number().positive().max(1),
  confidence: z.number().min(0).max(1),
  mostPairs: z.int().positive(),
  seed: z.number(),
  /** How many paired metrics the gate judges at once; Holm's correction was taken at its strictest. */
  family: z.int().nonnegative(),
  /** Pairs for all usable metrics; null where none is. */
  pairs: z.int().positive().nullable(),
  metrics: z.array(noiseSchema),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type MetricNoise = z.infer<typeof noiseSchema>;
