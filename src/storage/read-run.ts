import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pLimit from 'p-limit';
import { SquallError } from '../errors.js';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { readFileText } from '../system/read-file-text.js';
import { csvColumns } from './csv-columns.js';
import { listDistribution } from './distribution.js';
import type { LoadedRun, LoadedTrial } from './loaded-run.js';
import {
  type HistogramsFile,
  type RunResult,
  resultFileSchema,
  resultSchemaName,
  resultSchemaVersion,
  type StormRow,
  type TimelineRow,
  type TrialResult,
} from './result.js';

/** Trials whose files are open at the same time. */
const trialsAtOnce = 8;

const remedyDamaged = 'render from an undamaged copy, or run the scenario again';

/**
 * Reads a stored run whole.
 * @param path a run's folder or the `result.json` in it
 * @throws SquallError SQUALL_FILE_NOT_FOUND, SQUALL_RESULT_DAMAGED, SQUALL_RESULT_NEWER or SQUALL_RESULT_EMPTY
 */
export async function loadRun(path: string): Promise<LoadedRun> {
  const file = await findResultFile(path);
  const result = parseResult(await readText(file, () => notFound(file)), file);
  if (result.trials.length === 0) {
    throw new SquallError('SQUALL_RESULT_EMPTY', 'the run has no finished trial', 'run the scenario again', {
      file,
    });
  }
  const directory = dirname(file);
  const limit = pLimit(trialsAtOnce);
  const trials = await limit.map(result.trials, (trial) => loadTrial(directory, trial));
  return { result, directory, trials };
}

async function findResultFile(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? join(path, 'result.json') : path;
  } catch {
    throw notFound(path);
  }
}

async function readText(file: string, describe: (error: Error) => SquallError): Promise<string> {
  try {
    return await readFileText(file);
  } catch (error) {
    throw error instanceof SquallError ? error : describe(error as Error);
  }
}

/** Without a file that `result.json` names, the run is not whole: that is another thing than no run at all. */
function readSideText(file: string): Promise<string> {
  return readText(file, ({ message }) => {
    const what = `a file that belongs to the result is missing or cannot be read: ${message}`;
    return new SquallError('SQUALL_RESULT_DAMAGED', what, remedyDamaged, { file });
  });
}

function notFound(file: string): SquallError {
  return new SquallError(
    'SQUALL_FILE_NOT_FOUND',
    'there is no such result',
    'name a folder under results/ or a result.json',
    { file },
  );
}

/** Checks the text of a result file. Exported for tests of damaged input. */
export function parseResult(text: string, file: string): RunResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SquallError('SQUALL_RESULT_DAMAGED', 'the result is not valid JSON', remedyDamaged, { file });
  }
  refuseNewer(value, file);
  const parsed = resultFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.map(String).join('.') ?? '';
  throw new SquallError(
    'SQUALL_RESULT_DAMAGED',
    `not a Squall result: ${issue?.message ?? 'wrong form'}`,
    remedyDamaged,
    {
      file,
      key,
    },
  );
}

function refuseNewer(value: unknown, file: string): void {
  const schema =
    typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  const [name, version] = typeof schema === 'string' ? schema.split('@') : [];
  const newer = name === resultSchemaName && Number(version) > resultSchemaVersion;
  if (!newer) return;
  throw new SquallError(
    'SQUALL_RESULT_NEWER',
    `the result has the format ${schema}, this Squall reads up to ${resultSchemaName}@${resultSchemaVersion}`,
    'update Squall',
    { file },
  );
}

async function loadTrial(directory: string, result: TrialResult): Promise<LoadedTrial> {
  const { timeline, storm, histograms } = result.files;
  return {
    result,
    timeline: await readRows<TimelineRow>(join(directory, timeline), csvColumns.timeline),
    storm: await readRows<StormRow>(join(directory, storm), csvColumns.storm, laterStormColumns),
    distributions: await readDistributions(join(directory, histograms)),
  };
}

/** What rows of older results lack. */
const laterStormColumns: Partial<StormRow> = {
  lost: 0,
  due: 0,
  expected: null,
  refused: 0,
  reset: 0,
  timeout: 0,
  unavailable: 0,
  handshake: 0,
  resource: 0,
};

/** Numbers are numbers, an empty cell is null, everything else stays text. Other columns than ours are no rows of ours. */
async function readRows<Row>(
  file: string,
  columns: readonly string[],
  later: Partial<Row> = {},
): Promise<Row[]> {
  const text = await readSideText(file);
  try {
    if (text.trim() === '') throw new Error('the file is empty: not even the names of its columns are there');
    const required = columns.filter((name) => !(name in later));
    const rows = parse(text, {
      columns: (header: string[]) => checkColumns(header, required),
      cast: (cell, { header }) => (header ? cell : castCell(cell)),
    }) as Row[];
    return rows.map((row) => ({ ...later, ...row }));
  } catch (error) {
    throw new SquallError('SQUALL_RESULT_DAMAGED', (error as Error).message, remedyDamaged, { file });
  }
}

function checkColumns(header: string[], columns: readonly string[]): string[] {
  const missing = columns.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Error(`the columns ${missing.join(', ')} are missing`);
  return header;
}

function castCell(cell: string): string | number | null {
  if (cell === '') return null;
  const number = Number(cell);
  return Number.isNaN(number) ? cell : number;
}

async function readDistributions(file: string): Promise<LoadedTrial['distributions']> {
  const text = await readSideText(file);
  try {
    const { histograms } = JSON.parse(text) as HistogramsFile;
    return Object.fromEntries(
      Object.entries(histograms).map(([name, encoded]) => [
        name,
        listDistribution(LatencyHistogram.decode(encoded)),
      ]),
    );
  } catch (error) {
    throw new SquallError('SQUALL_RESULT_DAMAGED', (error as Error).message, remedyDamaged, { file });
  }
}
