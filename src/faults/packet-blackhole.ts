import { setTimeout as sleep } from 'node:timers/promises';
import type { PacketBlackholeSettings } from '../scenario/faults/packet-blackhole.js';
import type { Fault } from './fault.js';

/**
 * Every packet between clients and server vanishes. No connection is told: each side goes on sending and holds its end until
 * a heartbeat, or TCP itself, finds that nobody answers. Publishing goes on: what vanishes is the clients' network.
 */
export function blackholeNetwork({ lengthUs }: Pick<PacketBlackholeSettings, 'lengthUs'>): Fault {
  return async ({ clock, network, signal, prepare, begin, over }) => {
    prepare();
    const lift = await network.blackhole(lengthUs);
    const description = `all packets vanish for ${lengthUs / 1e6} s`;
    begin({ description, serverAway: true, mode: null, share: 0, clients: [], silenced: 'all' });
    await sleep(lengthUs / 1000, undefined, { signal }).finally(lift);
    over(clock.nowUs(), await lift());
  };
}
