import { readFileSync } from 'node:fs';
import { shippedScenarioPath } from '../shipped-scenarios.js';

/** The text of a scenario that comes with Squall. */
export function readShippedScenario(name: string): string {
  return readFileSync(shippedScenarioPath(name), 'utf8');
}
