import { planSource } from '../../scenario/scenario-hash.js';
import type { LoadedRun } from '../../storage/loaded-run.js';
import { hashRun } from '../hash-run.js';
import { type Phrase, say } from '../report/phrase.js';

/** Runs of other scenarios, versions or machines differ for reasons that no label shows. */
export function noteDifferences(runs: readonly LoadedRun[]): Phrase[] {
  const differs = (read: (run: LoadedRun) => string): boolean => new Set(runs.map(read)).size > 1;
  const notes: Phrase[] = [];
  if (differs(hashRun))
    notes.push(say`The runs are of different scenarios; compare only what both define alike.`);
  if (differs(tellSubject))
    notes.push(say`The servers under test differ: not all runs have the same flaws or commands.`);
  if (
    differs(({ result: { environment } }) => `${environment.cpu} ${environment.cores} ${environment.kernel}`)
  )
    notes.push(say`The runs were made on different machines or kernels, which may explain any difference.`);
  if (differs(({ result: { environment } }) => `${environment.squall} ${environment.node}`))
    notes.push(say`The runs were made with different versions of Squall or Node.js.`);
  return notes;
}

/** What the scenario's hash leaves out because it is what runs are compared for: the reference server's flaws, a target's commands. */
function tellSubject({ result: { scenario } }: LoadedRun): string {
  try {
    const { trials } = planSource(scenario.source, scenario.file);
    return JSON.stringify(trials.map(({ scenario: { server, target } }) => [server.flaws, target?.commands]));
  } catch {
    return '';
  }
}
