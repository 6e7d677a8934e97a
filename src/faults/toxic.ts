import { setTimeout as sleep } from 'node:timers/promises';
import { describeToxic, type ToxicFaultSettings } from '../scenario/faults/toxic.js';
import { formatDuration } from '../scenario/units.js';
import type { Fault } from './fault.js';

/** Has the proxy do something to the connections there are and to those made meanwhile, for a while. */
export function applyToxic({
  toxic,
  direction,
  share,
  forUs,
}: Omit<ToxicFaultSettings, 'kind' | 'atUs'>): Fault {
  return async ({ proxy, signal, begin, over }) => {
    if (proxy === undefined) throw new Error(`the fault ${toxic.kind} needs a proxy`);
    const settings = { toxic, direction, share };
    begin({
      description: `${describeToxic(settings)}${forUs > 0 ? `, for ${formatDuration(forUs)}` : ''}`,
      serverAway: true,
      mode: null,
      // Of the others nobody knows beforehand whether they end a connection.
      share: toxic.kind === 'reset' ? share : 0,
      clients: toxic.kind === 'reset' ? undefined : [],
      ...(toxic.kind === 'blackhole' && share === 1 && direction !== 'upstream' ? { silenced: 'all' } : {}),
    });
    const { id } = await proxy.add(settings);
    // Even a reset that is to meet nobody but those there are has to reach them first.
    await sleep(Math.max(forUs / 1000, leastMs), undefined, { signal });
    over(await proxy.remove(id));
  };
}

/** A reset at once is through by then: it is done in the loop's next turn. */
const leastMs = 5;
