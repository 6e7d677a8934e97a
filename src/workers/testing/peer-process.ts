import { openParentChannel } from '../process-channel.js';
import { type PeerCommand, playPeer } from './channel-peer.js';

// A child process for tests of the process channel. To leave, it stops listening: it then ends by itself as soon as
// what it has sent is through.
playPeer(openParentChannel<unknown, PeerCommand>(), () => process.channel?.unref());
