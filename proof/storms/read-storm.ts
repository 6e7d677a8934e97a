import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { StormRow, TrialResult } from '../../src/storage/result.js';
import type { ProofRun } from '../proof-row.js';

/** A trial's storm.csv. */
export async function readStorm({ directory }: ProofRun, { files }: TrialResult): Promise<StormRow[]> {
  return parse(await readFile(join(directory, files.storm), 'utf8'), {
    columns: true,
    cast: true,
  }) as StormRow[];
}
