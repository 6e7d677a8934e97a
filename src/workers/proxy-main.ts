import { hostClock } from '../system/clock.js';
import { openParentChannel } from './process-channel.js';
import type { ProxyCommand, ProxyReport } from './proxy-messages.js';
import { ProxyWorker } from './proxy-worker.js';

// Entry point of the proxy's process. It ends when the coordinator says so, or is gone.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const channel = openParentChannel<ProxyReport, ProxyCommand>();
channel.onClose(() => process.exit(0));
process.on('uncaughtException', (error) => {
  channel.send({ kind: 'failed', message: error.stack ?? error.message });
  setImmediate(() => process.exit(1));
});

new ProxyWorker(channel, hostClock);
