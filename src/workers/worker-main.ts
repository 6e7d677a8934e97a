import { hostClock } from '../system/clock.js';
import { LoadWorker } from './load-worker.js';
import type { Command, Report } from './messages.js';
import { openParentChannel } from './process-channel.js';
import { PublisherWorker } from './publisher-worker.js';

// Entry point of the load processes. The coordinator alone decides when they end: an interrupt at the terminal
// reaches the whole process group, and a worker that died of it could not hand over what it measured.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const channel = openParentChannel<Report, Command>();
channel.onClose(() => process.exit(0));
process.on('uncaughtException', (error) => {
  channel.send({ kind: 'failed', message: error.stack ?? error.message });
  setImmediate(() => process.exit(1));
});

if (process.argv[2] === 'publisher') new PublisherWorker(channel, hostClock);
else new LoadWorker(channel, hostClock);
