import { setTimeout as sleep } from 'node:timers/promises';
import type { PacketLossSettings } from '../scenario/faults/packet-loss.js';
import type { Fault } from './fault.js';

/** Loses packets between clients and server at random, both ways; TCP sends them again, later. The kernel draws which: no seed. */
export function losePackets({ share, lengthUs }: Pick<PacketLossSettings, 'share' | 'lengthUs'>): Fault {
  return async ({ clock, network, signal, prepare, begin, over }) => {
    prepare();
    const lift = await network.lose(share, lengthUs);
    const description = `${Number((share * 100).toPrecision(3))} % of the packets lost for ${lengthUs / 1e6} s`;
    begin({ description, serverAway: true, mode: null, share: 0, clients: [] });
    await sleep(lengthUs / 1000, undefined, { signal }).finally(lift);
    over(clock.nowUs(), await lift());
  };
}
