import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../system/package-root.js';

const folder = join(packageRoot, 'scenarios');

/** Names under which the scenarios that come with Squall can be run, in alphabetical order. */
export function listShippedScenarios(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

export function shippedScenarioPath(name: string): string {
  return join(folder, `${name}.yaml`);
}
