import { describeWorkerChannel } from './channel-contract.js';
import { type PeerCommand, playPeer } from './channel-peer.js';
import { openMemoryChannel } from './memory-channel.js';

describeWorkerChannel('a memory channel', () => {
  const [near, far] = openMemoryChannel<PeerCommand, unknown>();
  playPeer(far, () => far.end('it left'));
  return near;
});
