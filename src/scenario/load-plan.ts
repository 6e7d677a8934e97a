import { relative } from 'node:path';
import { SquallError } from '../errors.js';
import { readFileText } from '../system/read-file-text.js';
import { parseScenario } from './parse-scenario.js';
import { planTrials } from './plan.js';
import type { Plan } from './scenario.js';
import { listShippedScenarios, shippedScenarioPath } from './shipped-scenarios.js';
import { suggestNearest } from './suggest-nearest.js';

/**
 * Reads, checks and plans a scenario.
 * @param file a path, or the bare name of a scenario that comes with Squall when there is no file of that name
 * @throws SquallError SQUALL_FILE_NOT_FOUND, or whatever is wrong in the file
 */
export async function loadPlan(file: string): Promise<Plan> {
  const { path, source } = await readScenarioFile(file);
  return planTrials(parseScenario(source, path));
}

interface ScenarioFile {
  readonly path: string;
  readonly source: string;
}

/** @throws SquallError SQUALL_FILE_NOT_FOUND */
export async function readScenarioFile(file: string): Promise<ScenarioFile> {
  try {
    return { path: file, source: await readFileText(file, 'handed-over') };
  } catch (error) {
    if (error instanceof SquallError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && listShippedScenarios().includes(file)) {
      const path = shippedScenarioPath(file);
      const near = relative(process.cwd(), path);
      return { path: near.startsWith('..') ? path : near, source: await readFileText(path) };
    }
    throw explainUnreadable(file, code);
  }
}

function explainUnreadable(file: string, code: string): SquallError {
  const shipped = listShippedScenarios();
  const nearest = suggestNearest(file.replace(/\.ya?ml$/, ''), shipped);
  const problem =
    { ENOENT: 'there is no such file', EISDIR: 'this is a folder', EACCES: 'it may not be read' }[code] ??
    `it cannot be read (${code === '' ? 'unknown cause' : code})`;
  const remedy =
    nearest === undefined
      ? `name a scenario file, or one that comes with Squall: ${shipped.join(', ')}`
      : `did you mean \`${nearest}\`, which comes with Squall?`;
  return new SquallError('SQUALL_FILE_NOT_FOUND', problem, remedy, { file });
}
