import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { defaultServerOptions } from '../../servers/server-options.js';
import { readServerOptions, readStatsIntervalUs } from './read-server-options.js';
import { addServeOptions } from './serve-options.js';

function parse(line: string) {
  return addServeOptions(yargs(line.split(' ')).exitProcess(false)).parseSync();
}

it('says what a server started without further words would do', () => {
  expect(readServerOptions(parse('--transport sse'))).toEqual({ ...defaultServerOptions, transport: 'sse' });
});

it('reads every option in its unit', () => {
  const line =
    '-t long-poll --also sse --also long-poll --port 8080 --host 127.0.0.9 --backlog 100 --max-connections 5 --history-messages 6 ' +
    '--history-bytes 7KiB --history-file h --max-payload 8B --hold 9s --max-batch 10 --heartbeat 11ms --keep-alive 15s ' +
    '--retry 12ms --buffer 13KB --overflow drop --ack-timeout 14ms --tls --tls-file t --compression --flaw drop-every=7 ' +
    '--flaw delay=5ms --flaw-log l --control-port 8081 --accept-rate 200/s --warm-up 2s --admission-rate 30/m ' +
    '--admission-burst 4 --admission-retry-after 5s --admission-jitter 50% --seed 6 --threads 7 --thread-queue 8';
  expect(readServerOptions(parse(line))).toEqual({
    transport: 'long-poll',
    also: ['sse'],
    port: 8080,
    host: '127.0.0.9',
    backlog: 100,
    controlPort: 8081,
    acceptRatePerSecond: 200,
    warmUpUs: 2_000_000,
    admission: { ratePerSecond: 0.5, burst: 4, retryAfterUs: 5_000_000, jitter: 0.5, seed: 6 },
    threads: 7,
    threadQueue: 8,
    upstream: undefined,
    maxConnections: 5,
    historyMessages: 6,
    historyBytes: 7168,
    historyFile: 'h',
    maxPayloadBytes: 8,
    holdUs: 9_000_000,
    maxBatchMessages: 10,
    tls: true,
    tlsFile: 't',
    compression: true,
    heartbeatUs: 11_000,
    keepAliveUs: 15_000_000,
    retryUs: 12_000,
    bufferBytes: 13_000,
    overflow: 'drop',
    ackTimeoutUs: 14_000,
    flaws: [
      { kind: 'drop-every', every: 7 },
      { kind: 'delay', byUs: 5000 },
    ],
    flawLog: 'l',
  });
});

it('takes what is not said of admission control from elsewhere', () => {
  const { admission, upstream } = readServerOptions(
    parse('-t sse --admission-rate 5/s --retry 9s --upstream http://127.0.0.1:1'),
  );
  expect(admission).toEqual({ ratePerSecond: 5, burst: 1, retryAfterUs: 9_000_000, jitter: 0, seed: 1 });
  expect(upstream).toBe('http://127.0.0.1:1');
});

describe('refuses', () => {
  it.each([
    { option: '--port 65536', code: 'SQUALL_VALUE' },
    { option: '--port many', code: 'SQUALL_VALUE' },
    { option: '--max-connections 0', code: 'SQUALL_VALUE' },
    { option: '--history-messages 1.5', code: 'SQUALL_VALUE' },
    { option: '--heartbeat 0s', code: 'SQUALL_VALUE' },
    { option: '--keep-alive 999ms', code: 'SQUALL_VALUE' },
    { option: '--keep-alive 1500ms', code: 'SQUALL_VALUE' },
    { option: '--hold 25', code: 'SQUALL_UNIT' },
    { option: '--buffer lots', code: 'SQUALL_UNIT' },
    { option: '--buffer 0B', code: 'SQUALL_VALUE' },
    { option: '--flaw-log l', code: 'SQUALL_USAGE' },
    { option: '--accept-rate 0/s', code: 'SQUALL_VALUE' },
    { option: '--accept-rate 200', code: 'SQUALL_UNIT' },
    { option: '--threads 0', code: 'SQUALL_VALUE' },
    { option: '--upstream nowhere', code: 'SQUALL_VALUE' },
    { option: '--flaw drop-all', code: 'SQUALL_UNKNOWN_FLAW' },
    { option: '--flaw fragment=2', code: 'SQUALL_FLAW_REFUSED' },
  ])('$option', ({ option, code }) => {
    expect(() => readServerOptions(parse(`-t sse ${option}`))).toThrow(expect.objectContaining({ code }));
  });

  it('a quantity without its unit, by the name of its option', () => {
    expect(() => readServerOptions(parse('-t sse --retry 3'))).toThrow(
      expect.objectContaining({ place: { key: '--retry' } }),
    );
  });

  it('a port that is no number, without talking of NaN', () => {
    expect(() => readServerOptions(parse('-t sse --port abc'))).toThrow(/^--port needs a number$/);
  });

  it('an interval no timer can keep', () => {
    expect(() => readStatsIntervalUs('100us')).toThrow(expect.objectContaining({ code: 'SQUALL_VALUE' }));
  });
});

it('takes statistics only when asked to', () => {
  expect(readStatsIntervalUs(parse('-t sse').statsInterval)).toBeUndefined();
  expect(readStatsIntervalUs(parse('-t sse --stats-interval 100ms').statsInterval)).toBe(100_000);
});

it.each(['--port', '--buffer --tls', '--history-file'])('%s without a value is a mistake', (option) => {
  expect(() => parse(`-t sse ${option}`)).toThrow('Not enough arguments following');
});
