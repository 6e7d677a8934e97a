import { stat } from 'node:fs/promises';

/** Whether a path names a stored result, a folder of a run or its `result.json`, and not a scenario. */
export async function isResult(path: string): Promise<boolean> {
  if (path.endsWith('.json')) return true;
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
