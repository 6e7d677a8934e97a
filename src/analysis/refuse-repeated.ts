import { SquallError } from '../errors.js';
import type { RunResult } from '../storage/result.js';

/** A run and where it was read from. */
export interface NamedRun {
  readonly path: string;
  readonly result: { readonly run: Pick<RunResult['run'], 'id' | 'startedAt'> };
}

/**
 * One run named twice, or a copy of it, is no second run: counted as two it would make noise look small.
 * @throws SquallError SQUALL_USAGE, naming both
 */
export function refuseRepeated(runs: readonly NamedRun[]): void {
  const seen = new Map<string, string>();
  for (const { path, result } of runs) {
    const { id, startedAt } = result.run;
    const key = `${id} ${startedAt}`;
    const before = seen.get(key);
    if (before !== undefined) {
      const where = before === path ? 'named twice' : `the one in ${before}`;
      const remedy = 'name each run once; one run counted as many proves nothing';
      throw new SquallError('SQUALL_USAGE', `this is the run ${id} again, ${where}`, remedy, { file: path });
    }
    seen.set(key, path);
  }
}
