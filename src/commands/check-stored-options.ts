import { SquallError } from '../errors.js';
import type { GateArguments } from './gate-options.js';

/**
 * Refuses what is said of runs that are to be made, where runs that are there are gated.
 * @throws SquallError SQUALL_USAGE
 */
export function checkStored({ runs, seed, results }: Pick<GateArguments, 'runs' | 'seed' | 'results'>): void {
  const stray = Object.entries({ runs, seed, results }).find(([, value]) => value !== undefined)?.[0];
  if (stray === undefined) return;
  const problem = `--${stray} is given with runs that are there already`;
  throw new SquallError('SQUALL_USAGE', problem, 'leave it out, or name the scenario file to run it');
}
