import type { ArgumentsCamelCase } from 'yargs';
import type { AdmissionOptions, ServerOptions } from '../../servers/server-options.js';
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
import { readQuantity } from './read-quantity.js';
import type { ServeArguments } from './serve-options.js';

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
    keepAliveUs: readOptional(args.keepAlive, requireKeepAlive),
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

/** The kernel counts whole seconds, up to 32,767 (tcp(7), TCP_KEEPIDLE). */
function requireKeepAlive(text: string): number {
  const us = readQuantity('keep-alive', text, parseDurationUs);
  if (us >= 1e6 && us <= 32_767e6 && us % 1e6 === 0) return us;
  const problem = `--keep-alive ${formatDuration(us)} is not possible`;
  throw new SquallError('SQUALL_VALUE', problem, 'give whole seconds, 1s to 9 hours');
}
