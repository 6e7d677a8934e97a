import { hostClock } from '../system/clock.js';
import type { Command, Report } from './messages.js';
import { openParentChannel } from './process-channel.js';

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

// Each role loads its own half only: a trial waits for the slowest of its processes.
if (process.argv[2] === 'publisher') {
  const { PublisherWorker } = await import('./publisher-worker.js');
  new PublisherWorker(channel, hostClock);
} else {
  const { LoadWorker } = await import('./load-worker.js');
  new LoadWorker(channel, hostClock);
}
