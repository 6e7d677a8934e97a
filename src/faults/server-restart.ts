import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerRestartSettings } from '../scenario/faults/server-restart.js';
import type { Fault } from './fault.js';

/**
 * Ends the real server process with a signal and has a replacement listen on the same port when the downtime is over.
 * A graceful stop that takes longer than the downtime makes the downtime longer: the port is not free before.
 */
export function restartServer({
  mode,
  downtimeUs,
  warmUpUs = 0,
}: Omit<ServerRestartSettings, 'kind' | 'atUs'>): Fault {
  return async ({ clock, server, signal, begin, end }) => {
    const backUs = clock.nowUs() + downtimeUs;
    const slow = warmUpUs === 0 ? '' : `, accepting ${warmUpUs / 1e6} s later`;
    begin({
      description: `${mode === 'crash' ? 'crash' : 'graceful restart'}, down for ${downtimeUs / 1e6} s${slow}`,
      serverAway: true,
      mode,
      share: 1,
      clients: undefined,
    });
    await server.end(mode);
    await sleep(Math.max(0, (backUs - clock.nowUs()) / 1000), undefined, { signal });
    end(await server.replace(warmUpUs));
  };
}
