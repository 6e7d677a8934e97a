import { setTimeout as sleep } from 'node:timers/promises';
import type { StallSettings } from '../scenario/faults/stall.js';
import type { Fault } from './fault.js';

/**
 * Stops the real server process where it stands (SIGSTOP) and has it go on (SIGCONT). It answers nothing meanwhile, but its
 * kernel does: connections stay, data is acknowledged and new connections go into the accept queue until that is full.
 */
export function stallServer({ lengthUs }: Pick<StallSettings, 'lengthUs'>): Fault {
  return async ({ clock, server, signal, begin, over }) => {
    const thaw = await server.freeze();
    if (thaw === undefined) return;
    const description = `server stopped where it stood for ${lengthUs / 1e6} s`;
    try {
      begin({ description, serverAway: true, mode: null, share: 0, clients: [], silenced: 'all' });
      await sleep(lengthUs / 1000, undefined, { signal });
    } finally {
      thaw();
    }
    over(clock.nowUs());
  };
}
