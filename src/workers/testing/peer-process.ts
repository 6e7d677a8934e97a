import { openParentChannel } from '../process-channel.js';
import { type PeerCommand, playPeer } from './channel-peer.js';

// A child process for tests of the process channel. It only closes its side of the pipe and ends when nothing is left
// to do, so that what it has sent gets through.
const channel = openParentChannel<unknown, PeerCommand>();
playPeer(channel, () => channel.close());
