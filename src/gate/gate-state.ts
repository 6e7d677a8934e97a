import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { SquallError } from '../errors.js';
import { fingerprintSchema } from '../storage/baseline.js';
import { count, figure } from '../storage/result/figures.js';
import { readFileText } from '../system/read-file-text.js';

export const gateStateSchema = 'squall/gate-state@1';

const figures = z.object({
  labels: z.record(z.string(), z.string()),
  repeat: count,
  /** Metrics that vary, by name; what was not measured is absent. */
  measured: z.record(z.string(), z.number()),
  exact: z.record(z.string(), z.number()),
  /** Metrics that never came to a number: more clients stayed away than the percentile lets. */
  beyond: z.array(z.string()).default([]),
  /** Thresholds of the scenario in this trial. */
  thresholds: z.array(z.object({ expression: z.string(), holds: z.boolean(), actual: figure })).default([]),
});

const pairRunSchema = z.object({
  pair: count,
  side: z.enum(['baseline', 'candidate']),
  /** From 1; a pair with an invalid run is run again as a whole. */
  attempt: count,
  /** Folder of the run, below the gate's. */
  directory: z.string(),
  /** Why it cannot be believed; empty: it can. */
  invalid: z.array(z.string()),
  /** Why not even its counts can be believed; empty: they can. */
  doubtful: z.array(z.string()),
  tookMs: count,
  trials: z.array(figures),
});

/** What was asked for; enough to go on with the gate in another process. */
const settingsSchema = z.object({
  kind: z.enum(['gate', 'calibrate']),
  /** Where it was begun: commands and relative paths are of this folder. */
  folder: z.string(),
  /** Folder of baselines and calibrations. */
  baselines: z.string(),
  scenario: z.string().nullable(),
  baseline: z.string().nullable(),
  candidate: z.string().nullable(),
  baselineScenario: z.string().nullable(),
  candidateScenario: z.string().nullable(),
  baselineRef: z.string().nullable(),
  candidateRef: z.string().nullable(),
  build: z.string().nullable(),
  server: z.string().nullable(),
  only: z.array(z.string()),
  seed: z.number().int().nullable(),
  pairs: count,
  sequential: z.boolean(),
  delta: z.number(),
  /** Of a calibration: the smallest change that is to be found. */
  effect: z.number(),
  metrics: z.array(z.string()),
  /** Of those: what was asked for by name. */
  named: z.array(z.string()).default([]),
  /** Of metrics that have a smallest change of their own. */
  deltas: z.record(z.string(), z.number()),
});

export const gateStateFileSchema = z.object({
  schema: z.literal(gateStateSchema),
  startedAt: z.string(),
  settings: settingsSchema,
  /** What the runs were made by and on: no others are put to them. */
  squall: z.string(),
  machine: fingerprintSchema,
  /** Of everything that both sides' plans say, but for where a revision is checked out. */
  hashes: z.object({ baseline: z.string(), candidate: z.string() }),
  /** Of pairs of revisions: what their names stood for when the gate began; null otherwise. */
  commits: z.object({ baseline: z.string(), candidate: z.string() }).nullable(),
  runs: z.array(pairRunSchema),
});

export type GateSettings = z.infer<typeof settingsSchema>;
export type GateState = z.infer<typeof gateStateFileSchema>;
export type PairRun = z.infer<typeof pairRunSchema>;

const stateFile = 'gate-state.json';

/** Replaced as a whole after every run, so that whoever ends the gate, and how, finds all finished runs. */
export async function writeGateState(folder: string, state: GateState): Promise<void> {
  await writeFileAtomic(join(folder, stateFile), `${JSON.stringify(state, null, 1)}\n`);
}

/** @throws SquallError SQUALL_GATE_STATE, or SQUALL_FILE_NOT_FOUND for what is no file */
export async function readGateState(folder: string): Promise<GateState> {
  const file = join(folder, stateFile);
  const refuse = (problem: string): SquallError =>
    new SquallError('SQUALL_GATE_STATE', problem, 'begin the gate anew', { file });
  let text: string;
  try {
    text = await readFileText(file);
  } catch (error) {
    if (error instanceof SquallError) throw error;
    throw refuse('there is no gate to go on with');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('the state of the gate is not valid JSON');
  }
  const parsed = gateStateFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refuse(`not the state of a gate: ${parsed.error.issues[0]?.message ?? 'wrong form'}`);
}
