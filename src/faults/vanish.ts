import { setTimeout as sleep } from 'node:timers/promises';
import type { VanishSettings } from '../scenario/faults/vanish.js';
import { chooseIndices, randomStream } from '../system/random.js';
import type { Fault } from './fault.js';

/**
 * round(share · clients) clients, chosen by the seed, are gone as if somebody had closed the lid: those that have a connection
 * leave it half open. Its packets go on vanishing when they are back, as they do behind another access point: the server has to
 * find out by itself.
 */
export function vanishClients({ share, lengthUs }: Pick<VanishSettings, 'share' | 'lengthUs'>): Fault {
  return async ({ seed, clients, occurrence, clock, load, network, signal, prepare, begin, over }) => {
    prepare();
    const random = randomStream(seed, 'vanish', occurrence);
    const chosen = chooseIndices(random, clients, Math.round(share * clients));
    const sockets = await load.locate(chosen);
    await network.sever(sockets);
    load.vanish(sockets);
    const gone = sockets.map(({ client }) => client);
    begin({
      description: `${gone.length} clients gone without a word${lengthUs === undefined ? '' : ` for ${lengthUs / 1e6} s`}`,
      serverAway: false,
      mode: null,
      share,
      clients: gone,
      silenced: gone.length,
    });
    if (lengthUs === undefined) return;
    await sleep(lengthUs / 1000, undefined, { signal });
    load.wake(gone);
    over(clock.nowUs());
  };
}
