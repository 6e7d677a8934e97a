import type { Argv } from 'yargs';
import { defaultServerOptions as defaults, overflowPolicies } from '../../servers/server-options.js';
import { formatBytes, formatDuration } from '../scenario/units.js';
import { type TransportName, transportNames } from '../transports/transport.js';
import { flawDescriptions } from '../wire/flaws.js';

export type ServeArguments = ReturnType<typeof addServeOptions> extends Argv<infer Options> ? Options : never;

/** Without a value these would quietly mean their default. */
const takeValues = [
  'port',
  'host',
  'backlog',
  'max-connections',
  'history-messages',
  'history-bytes',
  'history-file',
  'max-payload',
  'hold',
  'max-batch',
  'heartbeat',
  'keep-alive',
  'retry',
  'buffer',
  'flaw-log',
  'tls-file',
  'stats-interval',
];

/** Declares the options of `squall serve`. */
export function addServeOptions(args: Argv) {
  return args
    .option('transport', {
      alias: 't',
      choices: transportNames,
      demandOption: true,
      describe: 'Transport to serve',
    })
    .option('also', {
      choices: transportNames,
      array: true,
      requiresArg: true,
      default: [] as TransportName[],
      defaultDescription: 'none',
      describe: 'Serve this transport on the same port, too; may be repeated',
    })
    .option('port', {
      number: true,
      default: defaults.port,
      describe: 'Port to listen on; 0 for any free one',
    })
    .option('host', {
      string: true,
      default: defaults.host,
      describe: 'Address to listen on; anything but loopback lets others in, without any authentication',
    })
    .option('backlog', {
      number: true,
      default: defaults.backlog,
      describe: 'Connections the kernel queues until they are accepted (it caps this at net.core.somaxconn)',
    })
    .option('max-connections', {
      number: true,
      default: defaults.maxConnections,
      describe: 'Client connections beyond this are answered 503 with Retry-After',
    })
    .option('control-port', {
      number: true,
      describe:
        'A second port for publishing, statistics and control, where nobody waits behind clients; 0 for any',
    })
    .option('accept-rate', {
      string: true,
      describe: 'Accept at most this many connections per second, e.g. 200/s; the rest waits in the backlog',
    })
    .option('warm-up', {
      string: true,
      default: formatDuration(defaults.warmUpUs),
      describe: 'How long after listening the first connection is accepted',
    })
    .option('admission-rate', {
      string: true,
      describe:
        'Admit at most this many new clients per second, e.g. 500/s; the rest is answered 503 with Retry-After',
    })
    .option('admission-burst', {
      number: true,
      implies: 'admission-rate',
      describe: 'New clients admitted at once after a quiet time',
    })
    .option('admission-retry-after', {
      string: true,
      implies: 'admission-rate',
      describe: 'Mean of the Retry-After they get; as long as --retry unless told',
    })
    .option('admission-jitter', {
      string: true,
      implies: 'admission-rate',
      describe: 'By which share of it that varies either way, e.g. 50%',
    })
    .option('seed', { number: true, default: 1, describe: 'Of the jitter of Retry-After' })
    .option('threads', {
      number: true,
      describe: 'Handlers, each taken by one request, held poll or stream until it ends; the others wait',
    })
    .option('thread-queue', {
      number: true,
      default: defaults.threadQueue,
      describe: 'With --threads: requests that may wait; further ones are answered 503',
    })
    .option('history-messages', {
      number: true,
      default: defaults.historyMessages,
      describe: 'Messages kept for clients that resume',
    })
    .option('history-bytes', {
      string: true,
      default: formatBytes(defaults.historyBytes),
      describe: 'Payload bytes kept for clients that resume',
    })
    .option('history-file', {
      string: true,
      describe: 'Write the history here on a graceful stop, and take it up from here at the start',
    })
    .option('upstream', {
      string: true,
      conflicts: 'history-file',
      describe:
        'Repeat the messages of another reference server (-t websocket) at this address, so that several processes are one server',
    })
    .option('max-payload', {
      string: true,
      default: formatBytes(defaults.maxPayloadBytes),
      describe: 'Largest message; larger ones are answered 413',
    })
    .option('hold', {
      string: true,
      default: formatDuration(defaults.holdUs),
      describe: 'long-poll: how long a poll is held when nothing is new',
    })
    .option('max-batch', {
      number: true,
      default: defaults.maxBatchMessages,
      describe: 'Polls: most messages in one answer',
    })
    .option('heartbeat', {
      string: true,
      default: formatDuration(defaults.heartbeatUs),
      describe: 'Interval of WebSocket pings and SSE comments; a WebSocket client silent for one is dropped',
    })
    .option('keep-alive', {
      string: true,
      describe:
        'TCP keep-alive: silence after which the kernel asks, ten times a second apart; whole seconds',
    })
    .option('retry', {
      string: true,
      default: formatDuration(defaults.retryUs),
      describe: 'When a client should come back: the SSE retry field, and Retry-After of a 503',
    })
    .option('buffer', {
      string: true,
      default: formatBytes(defaults.bufferBytes),
      describe: 'Streams: bytes that may wait for one client. Polls: most payload bytes in one answer',
    })
    .option('overflow', {
      choices: overflowPolicies,
      default: defaults.overflow,
      describe:
        'What happens to a client whose buffer is full: it is disconnected, misses messages, or gets the newest only',
    })
    .option('ack-timeout', {
      string: true,
      default: formatDuration(defaults.ackTimeoutUs),
      describe:
        'Streams: a message that a client has to acknowledge and has not is sent again after this long',
    })
    .option('flaw', {
      string: true,
      array: true,
      requiresArg: true,
      default: [] as string[],
      defaultDescription: 'none',
      describe: `What is to be wrong with the server, to check a load test by; may be repeated: ${listFlaws()}`,
    })
    .option('flaw-log', {
      string: true,
      describe:
        'With --flaw: append a JSON line for each message accepted and sent and for each stall to this file',
    })
    .option('tls', {
      boolean: true,
      default: defaults.tls,
      describe: 'Speak TLS 1.3 (https, wss) with a certificate made at the start',
    })
    .option('tls-file', {
      string: true,
      implies: 'tls',
      describe: 'Keep key and certificate here (PEM), so that they stay the same at the next start',
    })
    .option('compression', {
      boolean: true,
      default: defaults.compression,
      describe: 'Compress for clients that offer it: permessage-deflate (websocket), gzip (polls)',
    })
    .option('stats-interval', {
      string: true,
      describe: 'Print a JSON line of statistics at this interval, e.g. 100ms',
    })
    .option('json', { boolean: true, default: false, describe: 'Print JSON lines instead of prose' })
    .option('standby', {
      boolean: true,
      default: false,
      describe:
        'Load everything but open nothing until the line `listen` comes on standard input, so that a replacement ' +
        'is there the instant it is wanted; the end of standard input stops the server',
    })
    .requiresArg(takeValues);
}

function listFlaws(): string {
  return Object.values(flawDescriptions)
    .map(({ example }) => example)
    .join(', ');
}
