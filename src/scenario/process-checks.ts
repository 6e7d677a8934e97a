import { isToxicFault } from './faults/toxic.js';
import { type Judgement, reject } from './judgement.js';
import type { Scenario } from './scenario.js';

/** What several server processes rule out. */
export function* checkProcesses({ server, proxy, faults }: Scenario): Generator<Judgement> {
  if (server.processes === 1) return;
  const remedy = 'remove it, or server.processes';
  if (server.flaws.length > 0) {
    const problem = 'a log of what several processes did wrong cannot be held against one result';
    yield reject(['server', 'flaws'], problem, remedy);
  }
  if (proxy !== undefined && !faults.some(isToxicFault)) {
    yield reject(['proxy'], 'the proxy stands before one server process, not before several', remedy);
  }
  for (const [index, fault] of faults.entries()) {
    if (!isToxicFault(fault)) continue;
    const problem = `the fault ${fault.kind} concerns one port, and several processes have one each`;
    yield reject(['faults', index, 'kind'], problem, remedy);
  }
}
