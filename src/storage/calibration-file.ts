import { join } from 'node:path';
import { z } from 'zod';
import { SquallError } from '../errors.js';
import { readFileText } from '../system/read-file-text.js';
import { fingerprintSchema } from './baseline.js';
import { calibrationSchema } from './calibration.js';

const schemaName = 'squall/calibration@1';

/** What a machine's noise was when a scenario was last run against itself there. */
export const calibrationFileSchema = z.object({
  schema: z.literal(schemaName),
  name: z.string(),
  savedAt: z.string(),
  scenario: z.object({ file: z.string(), hash: z.string() }),
  fingerprint: fingerprintSchema,
  /** What the gates that it is for must ask for, too; absent in files of older versions. */
  asked: z.object({ metrics: z.array(z.string()), deltas: z.record(z.string(), z.number()) }).exactOptional(),
  calibration: calibrationSchema,
});

export type CalibrationFile = z.infer<typeof calibrationFileSchema>;

export function calibrationPath(folder: string, name: string): string {
  return join(folder, `${name}.calibration.json`);
}

/**
 * @returns undefined when there is none
 * @throws SquallError SQUALL_BASELINE_DAMAGED when there is one that cannot be read as such
 */
export async function readCalibration(file: string): Promise<CalibrationFile | undefined> {
  let text: string;
  try {
    text = await readFileText(file);
  } catch (error) {
    if (error instanceof SquallError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged(`the calibration cannot be read: ${(error as Error).message}`, file);
  }
  try {
    return calibrationFileSchema.parse(JSON.parse(text));
  } catch {
    throw damaged('this is no calibration, or one that was cut off', file);
  }
}

function damaged(problem: string, file: string): SquallError {
  return new SquallError('SQUALL_BASELINE_DAMAGED', problem, 'remove it, or calibrate again', { file });
}
