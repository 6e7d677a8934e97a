import { basename, isAbsolute, relative } from 'node:path';
import type { GateResult } from '../analysis/gate/gate-result.js';
import type { Plan } from '../scenario/scenario.js';
import { hashScenario } from '../scenario/scenario-hash.js';

/**
 * What a gate's outputs say of its scenario. The file is named from the current folder, where CI systems look for it; of one elsewhere the
 * name alone, for a path of this machine says nothing to a reader.
 */
export function describeGated(plan: Plan, seed: number = plan.seed): GateResult['scenario'] {
  const path = relative(process.cwd(), plan.file);
  const file = path.startsWith('..') || isAbsolute(path) ? basename(plan.file) : path;
  return { name: plan.name, file, hash: hashScenario(plan), seed };
}
