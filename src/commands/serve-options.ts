import type { ArgumentsCamelCase, Argv } from 'yargs';
import {
  defaultServerOptions as defaults,
  overflowPolicies,
  type ServerOptions,
} from '../../servers/server-options.js';
import { SquallError } from '../errors.js';
import { parseFlaws } from '../scenario/parse-flaw.js';
import { formatBytes, formatDuration, parseBytes, parseDurationUs } from '../scenario/units.js';
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
    historyMessages: requireInteger('history-messages', args.historyMessages, 1, 1e7),
    historyBytes: requireBytes('history-bytes', args.historyBytes, 1024),
    historyFile: args.historyFile,
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

/** What is wrong with a quantity does not say which of the options it is about. */
function readQuantity(option: string, text: string, parse: (text: string) => number): number {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    throw new SquallError(error.code, error.message, error.remedy, { key: `--${option}` });
  }
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
