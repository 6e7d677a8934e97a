import { otherClients } from './assign-cohorts.js';
import { type Judgement, reject, remark } from './judgement.js';
import type { Scenario } from './scenario.js';
import { formatDuration } from './units.js';

/** What no key of a cohort shows on its own. */
export function* checkCohorts({ clients, durationUs }: Scenario): Generator<Judgement> {
  const { cohorts = [], count } = clients;
  let taken = 0;
  for (const [at, { name, share, pause }] of cohorts.entries()) {
    const path = ['clients', 'cohorts', at];
    const isTaken = cohorts.findIndex((other) => other.name === name) < at;
    if (isTaken || name === otherClients) {
      const problem = isTaken ? `there is a cohort ${name} already` : `${name} are the clients of no cohort`;
      yield reject([...path, 'name'], problem, 'give it another name');
    }
    const size = Math.round(share * count);
    taken += size;
    if (size < 1) {
      yield reject(
        [...path, 'share'],
        `${share * 100}% of ${count} clients is nobody`,
        'raise share or clients.count',
      );
    }
    if (taken > count) {
      yield reject(
        [...path, 'share'],
        `cohorts of ${taken} clients are more than all ${count}`,
        'lower the shares',
      );
    }
    if (pause !== undefined && pause.atUs + pause.forUs > durationUs) {
      const problem = `the pause lasts beyond the duration of ${formatDuration(durationUs)}, and in the drain everybody reads`;
      yield remark([...path, 'pause'], problem, 'let it end before');
    }
  }
}
