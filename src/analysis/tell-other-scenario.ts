import { listChangedKeys } from '../scenario/list-changed-keys.js';
import type { RunResult } from '../storage/result.js';

/** A run, where it stands, and the hash of what its scenario asks of a server. */
export interface HashedRun {
  readonly path: string;
  readonly result: Pick<RunResult, 'run' | 'scenario'>;
  readonly hash: string;
}

/** In what the scenario of a run is another than that of the first: its name, or what changed under the same name. */
export function tellOtherScenario(first: HashedRun, other: HashedRun): string {
  const [before, after] = [first.result.run.name, other.result.run.name];
  if (before !== after) return `this run is of another scenario (${after}) than ${first.path} (${before})`;
  const changed = listChangedKeys(first.result.scenario.source, other.result.scenario.source);
  const how =
    changed.length > 0
      ? `${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not the same`
      : `its hash is ${other.hash.slice(0, 12)} here and ${first.hash.slice(0, 12)} there`;
  return `the scenario ${after} of this run is another than that of ${first.path}: ${how}`;
}
