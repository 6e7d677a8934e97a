import { access, constants, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { SquallError } from '../errors.js';
import { readFileText } from '../system/read-file-text.js';
import { makeFolder } from './make-folder.js';
import { count } from './result/figures.js';

/** Name and version of the stored format. */
export const baselineSchemaName = 'squall/baseline';
export const baselineSchemaVersion = 1;
export const baselineSchema = `${baselineSchemaName}@${baselineSchemaVersion}`;

/** Where baselines stand in a user's repository. */
export const baselineFolder = join('results', 'baseline');

/** What has to be alike for times, CPU and memory of two machines to be comparable. */
export const fingerprintSchema = z.object({
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  platform: z.string(),
  kernel: z.string(),
  node: z.string(),
});

const baselineTrialSchema = z.object({
  labels: z.record(z.string(), z.string()),
  repeat: count,
  seed: z.number().int(),
  /** Figures that are the same on every machine. */
  exact: z.record(z.string(), z.number()),
  /** Figures that should be exact and were not the same in all the runs that the baseline is made of: never gated. */
  unstable: z.array(z.string()),
  /** Values of the metrics that depend on the machine, one for each valid run. */
  measured: z.record(z.string(), z.array(z.number())),
});

export const baselineFileSchema = z.object({
  schema: z.literal(baselineSchema),
  name: z.string(),
  savedAt: z.string(),
  scenario: z.object({
    /** Its name only: a path of one machine says nothing on another. */
    file: z.string(),
    /** SHA-256 over what the planned trials ask of a server; see `src/scenario/scenario-hash.ts`. */
    hash: z.string(),
    seed: z.number().int(),
  }),
  versions: z.object({ squall: z.string(), node: z.string(), libraries: z.record(z.string(), z.string()) }),
  fingerprint: fingerprintSchema,
  /** Runs that it is made of. */
  runs: count,
  trials: z.array(baselineTrialSchema).min(1),
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;
export type Baseline = z.infer<typeof baselineFileSchema>;
export type BaselineTrial = z.infer<typeof baselineTrialSchema>;

export function baselinePath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/**
 * @throws SquallError SQUALL_BASELINE_MISSING, SQUALL_BASELINE_DAMAGED, SQUALL_BASELINE_NEWER, or SQUALL_FILE_NOT_FOUND for what is no file,
 *   each naming the file
 */
export async function readBaseline(file: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFileText(file);
  } catch (error) {
    if (error instanceof SquallError) throw error;
    const { code = 'unknown cause' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new SquallError(
          'SQUALL_BASELINE_MISSING',
          'there is no baseline',
          'make one with `squall baseline save SCENARIO` and commit it',
          { file },
        )
      : damaged(`the baseline cannot be read (${code})`, file);
  }
  return parseBaseline(text, file);
}

/** Exported for tests of damaged input. */
export function parseBaseline(text: string, file: string): Baseline {
  if (text.trim() === '') throw damaged('the baseline is empty', file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('the baseline is not valid JSON, perhaps cut off', file);
  }
  refuseNewer(value, file);
  const parsed = baselineFileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(
      `not a baseline: ${issue?.message ?? 'wrong form'}`,
      file,
      issue?.path.map(String).join('.'),
    );
  }
  const hollow = parsed.data.trials.find(({ exact }) => Object.keys(exact).length === 0);
  if (hollow !== undefined) throw damaged('a trial of the baseline has no exact figure', file);
  return parsed.data;
}

/** Baselines of a folder by the names of their files, in alphabetical order; none when there is no such folder. */
export async function listBaselines(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith('.json') && !file.endsWith('.calibration.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .sort();
  } catch {
    return [];
  }
}

/**
 * @param text the file, keys in order, so that a saved baseline differs from the last one only where figures do
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function writeBaselineText(file: string, text: string): Promise<void> {
  await explainUnwritable(file, async () => {
    await makeFolder(dirname(file));
    await writeFileAtomic(file, text);
  });
}

/**
 * Makes the folder of the baselines: better told before the runs than after them.
 * @throws SquallError SQUALL_UNWRITABLE
 */
export async function prepareBaselines(folder: string): Promise<void> {
  await explainUnwritable(folder, async () => {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  });
}

async function explainUnwritable(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      'choose another folder with --baselines, or change its permissions',
    );
  }
}

function refuseNewer(value: unknown, file: string): void {
  const schema =
    typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  const [name, version] = typeof schema === 'string' ? schema.split('@') : [];
  if (name !== baselineSchemaName || !(Number(version) > baselineSchemaVersion)) return;
  throw new SquallError(
    'SQUALL_BASELINE_NEWER',
    `the baseline has the format ${schema}, this Squall reads up to ${baselineSchema}`,
    'update Squall, or save the baseline again',
    { file },
  );
}

function damaged(problem: string, file: string, key?: string): SquallError {
  const remedy = 'restore it from version control, or save it again with `squall baseline save`';
  return new SquallError(
    'SQUALL_BASELINE_DAMAGED',
    problem,
    remedy,
    key === undefined ? { file } : { file, key },
  );
}
