import type { ArgumentsCamelCase, Argv } from 'yargs';
import {
  type AdmissionOptions,
  defaultServerOptions as defaults,
  overflowPolicies,
  type ServerOptions,
} from '../../servers/server-options.js';
import { SquallError } from '../errors.js';
import { parseFlaws } from '../scenario/parse-flaw.js';
import {
  formatBytes,
  formatDuration,
  parseBytes,
  parseDurationUs,
  parseRatePerSecond,
  parseShare,
} from '../scenario/units.js';
import { type TransportName, transportNames } from '../transports/transport.js';
import { flawDescriptions } from '../wire/flaws.js';
import { readQuantity } from './read-quantity.js';

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

/**
 * Turns the command line into what a server is started with.
 * @throws SquallError SQUALL_UNIT or SQUALL_VALUE
 */
export function readServerOptions(args: ArgumentsCamelCase<ServeArguments>): ServerOptions {
  return {
    transport: args.transport,
    also: [...new Set(args.also)].filter((name) => name !== args.transport),
    host: args.host,
    port: requireInteger('port', args.port, 0, 65_535),
    backlog: requireInteger('backlog', args.backlog, 1, 65_535),
    maxConnections: requireInteger('max-connections', args.maxConnections, 1, 1e7),
    controlPort: readOptional(args.controlPort, (port) => requireInteger('control-port', port, 0, 65_535)),
    acceptRatePerSecond: readOptional(args.acceptRate, (text) => requireRate('accept-rate', text)),
    warmUpUs: readQuantity('warm-up', args.warmUp, parseDurationUs),
    admission: readAdmission(args),
    threads: readOptional(args.threads, (threads) => requireInteger('threads', threads, 1, 1e7)),
    threadQueue: requireInteger('thread-queue', args.threadQueue, 0, 1e7),
    historyMessages: requireInteger('history-messages', args.historyMessages, 1, 1e7),
    historyBytes: requireBytes('history-bytes', args.historyBytes, 1024),
    historyFile: args.historyFile,
    upstream: readOptional(args.upstream, requireUrl),
    maxPayloadBytes: requireBytes('max-payload', args.maxPayload, 1),
    holdUs: readQuantity('hold', args.hold, parseDurationUs),
    maxBatchMessages: requireInteger('max-batch', args.maxBatch, 1, 1e7),
    tls: args.tls,
    tlsFile: args.tlsFile,
    compression: args.compression,
    heartbeatUs: requireTimer('heartbeat', args.heartbeat),
    retryUs: readQuantity('retry', args.retry, parseDurationUs),
    bufferBytes: requireBytes('buffer', args.buffer, 1024),
    overflow: args.overflow,
    ackTimeoutUs: requireTimer('ack-timeout', args.ackTimeout),
    flaws: parseFlaws(args.flaw, args.transport),
    flawLog: requireFlaws(args.flawLog, args.flaw),
  };
}

function readAdmission(args: ArgumentsCamelCase<ServeArguments>): AdmissionOptions | undefined {
  const {
    admissionRate,
    admissionBurst = 1,
    admissionRetryAfter = args.retry,
    admissionJitter = '0%',
  } = args;
  if (admissionRate === undefined) return undefined;
  return {
    ratePerSecond: requireRate('admission-rate', admissionRate),
    burst: requireInteger('admission-burst', admissionBurst, 1, 1e7),
    retryAfterUs: readQuantity('admission-retry-after', admissionRetryAfter, parseDurationUs),
    jitter: readQuantity('admission-jitter', admissionJitter, parseShare),
    seed: requireInteger('seed', args.seed, 0, 2 ** 52 + 1000),
  };
}

function readOptional<Given, Read>(given: Given | undefined, read: (given: Given) => Read): Read | undefined {
  return given === undefined ? undefined : read(given);
}

function requireUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new SquallError(
    'SQUALL_VALUE',
    `--upstream ${text} is no address`,
    'give one as http://127.0.0.1:8080',
  );
}

function requireRate(option: string, text: string): number {
  const ratePerSecond = readQuantity(option, text, parseRatePerSecond);
  if (ratePerSecond >= 0.1 && ratePerSecond <= 1e6) return ratePerSecond;
  throw new SquallError('SQUALL_VALUE', `--${option} ${text} is not possible`, 'give 0.1/s to 1000000/s');
}

function listFlaws(): string {
  return Object.values(flawDescriptions)
    .map(({ example }) => example)
    .join(', ');
}

/** @returns microseconds; undefined when no statistics are asked for */
export function readStatsIntervalUs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : requireTimer('stats-interval', text);
}

function requireInteger(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SquallError(
    'SQUALL_VALUE',
    // yargs reads what is no number as NaN and keeps nothing of the text.
    Number.isNaN(value) ? `--${option} needs a number` : `--${option} ${value} is not possible`,
    `give a whole number from ${min} to ${max}`,
  );
}

function requireBytes(option: string, text: string, min: number): number {
  const bytes = readQuantity(option, text, parseBytes);
  if (bytes >= min) return bytes;
  throw new SquallError(
    'SQUALL_VALUE',
    `--${option} ${text} is not possible`,
    `give ${formatBytes(min)} or more`,
  );
}

/** Without a flaw nothing is written to the log; whoever asks for one meant something else. */
function requireFlaws(log: string | undefined, flaws: readonly string[]): string | undefined {
  if (log === undefined || flaws.length > 0) return log;
  throw new SquallError(
    'SQUALL_USAGE',
    '--flaw-log goes with --flaw only',
    'name a flaw, or remove --flaw-log',
  );
}

/** Node's timers count milliseconds in 31 bits. */
function requireTimer(option: string, text: string): number {
  const us = readQuantity(option, text, parseDurationUs);
  if (us >= 1000 && us <= 2 ** 31 * 1000) return us;
  throw new SquallError(
    'SQUALL_VALUE',
    `--${option} ${formatDuration(us)} is not possible`,
    'give 1ms to 24 days',
  );
}
