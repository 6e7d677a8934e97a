import { z } from 'zod';
import { fingerprintSchema } from '../../storage/baseline.js';
import { count, figure } from '../../storage/result/figures.js';

/** Name and version of what `squall gate --json` prints. */
export const gateSchema = 'squall/gate@1';

/**
 * pass: nothing is worse by more than the limit. inconclusive: the data do not say. invalid: runs cannot be believed, and what can be
 * of them proves no regression.
 */
export const gateVerdicts = ['pass', 'improvement', 'inconclusive', 'regression', 'invalid'] as const;
const verdict = z.enum(gateVerdicts);

const exactDifferenceSchema = z.object({
  /** The trial's labels, `reconnect=fixed transport=sse`. */
  trial: z.string(),
  /** Name of the figure; bytes and counts. */
  figure: z.string(),
  /** null: that side does not have the figure. */
  baseline: figure,
  candidate: figure,
  /** changed: neither value is better. Any change fails the gate. */
  change: z.enum(['worse', 'better', 'changed']),
});

const exactEvidenceSchema = z.object({
  verdict: z.enum(['pass', 'regression', 'invalid']),
  baseline: z.object({ file: z.string(), savedAt: z.string(), squall: z.string(), runs: count }),
  trials: count,
  /** Figures held against the baseline, over all trials. */
  compared: count,
  differences: z.array(exactDifferenceSchema),
  /** Figures that are the baseline's in every run. */
  equal: z.array(z.object({ trial: z.string(), figure: z.string(), value: z.number() })),
  /** Figures that the baseline names as not the same from run to run: not gated. */
  unstable: z.array(z.object({ trial: z.string(), figure: z.string() })),
  /** Figures that are not exact in this scenario, and why. */
  ungated: z
    .array(z.object({ trial: z.string(), figures: z.array(z.string()), reason: z.string() }))
    .default([]),
  /** Why counts cannot be believed. */
  invalid: z.array(
    z.object({ trial: z.string(), code: z.string(), message: z.string(), remedy: z.string() }),
  ),
});

const chances = z.object({ regression: z.number(), improvement: z.number() });

/** What the statistics decided on one metric of trials with the same labels: `Decision` of gate-types.ts. */
export const decisionSchema = z.object({
  metric: z.object({
    name: z.string(),
    /** `duration` (µs), `bytes`, `rate` (per second), `number` or `share`. */
    unit: z.string(),
    direction: z.enum(['higher-is-worse', 'lower-is-worse', 'change-is-worse']),
    evidence: z.enum(['exact', 'paired']),
    delta: z.number().exactOptional(),
  }),
  labels: z.record(z.string(), z.string()),
  verdict: z.enum(['pass', 'regression', 'improvement', 'inconclusive']),
  baseline: figure,
  candidate: figure,
  ratio: z
    .object({ median: z.number(), low: z.number(), high: z.number(), confidence: z.number() })
    .nullable(),
  ratios: z.array(z.number()),
  p: chances.nullable(),
  adjustedP: chances.nullable(),
  delta: z.number(),
  pairs: count,
  leftOut: count,
  /** In how many pairs one side alone never came to a number: its clients stayed away. Counted as more than any number. */
  beyond: z.object({ baseline: count, candidate: count }).exactOptional(),
  reason: z.string(),
  pairsNeeded: z.number().exactOptional(),
});

const sideSchema = z.object({
  /** What was run: a scenario, a command, a revision. */
  name: z.string(),
  revision: z.string().nullable(),
});

const pairedEvidenceSchema = z.object({
  verdict,
  baseline: sideSchema,
  candidate: sideSchema,
  delta: z.number(),
  alpha: z.number(),
  seed: z.number().int(),
  pairs: z.object({
    planned: count,
    /** Both sides valid. */
    valid: count,
    /** Run again because a side was invalid; given up after the bound was met. */
    repeated: count,
    invalid: count,
    /** Not run because the answer was clear before. */
    spared: count,
    /** Fewer valid ones can prove nothing about so many metrics. */
    least: count,
  }),
  /** Figures that vary: one decision for each metric and labels. */
  decisions: z.array(decisionSchema),
  /** Figures that do not: any difference between the sides is a regression. */
  exact: z.array(decisionSchema),
  /** Metrics that calibration found too noisy here to gate. */
  refused: z.array(z.object({ trial: z.string(), metric: z.string(), reason: z.string() })),
  /** Why runs were invalid, each reason once with how often, in the figures of its first run. */
  invalidity: z.array(z.object({ message: z.string(), count })),
});

const storedEvidenceSchema = z.object({
  verdict: z.enum(['pass', 'improvement', 'inconclusive', 'regression', 'informative']),
  baseline: z.object({ file: z.string(), savedAt: z.string(), runs: count }),
  delta: z.number(),
  /** In what the machines differ; with any of it the metrics only inform. */
  machineDifferences: z.array(z.string()),
  /** Runs held against runs; with fewer than `least` nothing could be proven, and the metrics only inform. */
  runs: count,
  least: count,
  /** Metrics that were asked for by name and that the baseline has in no trial: never a pass. */
  absent: z.array(z.string()).default([]),
  decisions: z.array(decisionSchema),
});

/** One threshold of the scenario over all valid runs of the candidate: `judgeThresholds`. */
const limitVerdictSchema = z.object({
  trial: z.string(),
  expression: z.string(),
  holds: z.boolean(),
  message: z.string(),
  /** What the threshold's metric is counted in, as in `decisions`. */
  unit: z.string(),
  /** What it was judged by: a median, or of a count that breaks it the first value that does; null: not measured. */
  actual: figure,
  /** Trials that it was held against, valid ones or, for counts, with counts that can be believed, and in how many of them it is broken. */
  runs: count,
  broken: count,
});

export const gateFileSchema = z.object({
  schema: z.literal(gateSchema),
  verdict,
  /** The verdict in one sentence. */
  summary: z.string(),
  scenario: z.object({ name: z.string(), file: z.string(), hash: z.string(), seed: z.number().int() }),
  startedAt: z.string(),
  endedAt: z.string(),
  squall: z.string(),
  machine: fingerprintSchema,
  /** The three kinds of evidence; null for what was not asked for. They are never mixed. */
  exact: exactEvidenceSchema.nullable(),
  paired: pairedEvidenceSchema.nullable(),
  stored: storedEvidenceSchema.nullable(),
  /** Thresholds of the scenario in the candidate's runs. */
  thresholds: z.array(limitVerdictSchema),
});

export type GateVerdict = z.infer<typeof verdict>;
export type ExactDifference = z.infer<typeof exactDifferenceSchema>;
export type EqualFigure = ExactEvidence['equal'][number];
export type ExactEvidence = z.infer<typeof exactEvidenceSchema>;
export type PairedEvidence = z.infer<typeof pairedEvidenceSchema>;
export type StoredEvidence = z.infer<typeof storedEvidenceSchema>;
export type ThresholdOutcome = z.infer<typeof limitVerdictSchema>;
export type GateResult = z.infer<typeof gateFileSchema>;
