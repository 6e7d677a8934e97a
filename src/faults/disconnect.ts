import type { DisconnectSettings } from '../scenario/faults/disconnect.js';
import { chooseIndices, randomStream } from '../system/random.js';
import type { Fault } from './fault.js';

/**
 * Cuts exactly round(share · clients) connections, chosen by the seed. By the client: as a network that goes away under a
 * browser tab. By the server: as a proxy or balancer that sheds connections.
 */
export function disconnectClients({
  share,
  by,
  how,
}: Omit<DisconnectSettings, 'kind' | 'atUs' | 'everyUs'>): Fault {
  return async ({ seed, clients, occurrence, server, load, begin }) => {
    const description = `${Math.round(share * 100)} % of the connections cut by the ${by} (${how})`;
    if (by === 'server') {
      const nobody = server.listening ? {} : { share: 0, clients: [] };
      begin({ description, serverAway: false, mode: null, share, clients: undefined, ...nobody });
      await server.disconnect(share, how, seed + occurrence);
      return;
    }
    const random = randomStream(seed, 'disconnect', occurrence);
    const chosen = chooseIndices(random, clients, Math.round(share * clients));
    begin({ description, serverAway: false, mode: null, share, clients: chosen });
    load.cut(chosen, how);
  };
}
