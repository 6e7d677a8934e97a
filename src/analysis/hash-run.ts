import { hashScenario, planSource } from '../scenario/scenario-hash.js';
import type { LoadedRun } from '../storage/loaded-run.js';

/** By which runs are of one scenario: the hash of its plan; of its text where an older scenario is not valid any more. */
export function hashRun({ result: { scenario } }: LoadedRun): string {
  try {
    return hashScenario(planSource(scenario.source, scenario.file));
  } catch {
    return scenario.hash;
  }
}
