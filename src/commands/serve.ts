import type { Readable } from 'node:stream';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { FlawLogError } from '../../servers/flaws/flaw-log.js';
import { HistoryFileError } from '../../servers/history-file.js';
import { type RunningServer, startServer } from '../../servers/server.js';
import type { ServerOptions } from '../../servers/server-options.js';
import { TlsFileError } from '../../servers/tls-identity.js';
import { UpstreamError } from '../../servers/upstream.js';
import { ExitStatus, SquallError } from '../errors.js';
import { parseDurationUs } from '../scenario/units.js';
import type { TransportName } from '../transports/transport.js';
import { paths, type ServerLine } from '../wire/protocol.js';
import { readServerOptions, readStatsIntervalUs } from './read-server-options.js';
import { addServeOptions, type ServeArguments } from './serve-options.js';

export const serveCommand: CommandModule<object, ServeArguments> = {
  command: 'serve',
  describe: 'Run a reference server for one transport',
  builder: (args) => addExamples(addServeOptions(args)),
  handler: serve,
};

function addExamples(args: Argv<ServeArguments>): Argv<ServeArguments> {
  return args
    .example('$0 serve --transport websocket --port 8080', 'a WebSocket server on port 8080')
    .example(
      '$0 serve -t websocket --tls --tls-file squall.pem',
      'wss with a certificate that stays the same',
    )
    .example('$0 serve -t sse --buffer 64KiB --overflow drop', 'slow readers miss messages and are told so')
    .example('$0 serve -t long-poll --hold 10s --history-file h.bin', 'a restart that loses nothing')
    .example(
      '$0 serve -t short-poll --json --stats-interval 100ms',
      'statistics for another program to read',
    );
}

/** Runs until a signal, or in standby mode the end of standard input, says stop. */
async function serve(args: ArgumentsCamelCase<ServeArguments>): Promise<void> {
  const options = readServerOptions(args);
  const statsIntervalUs = readStatsIntervalUs(args.statsInterval);
  if (!isLoopback(options.host)) warnOpenHost(options.host);

  const end = waitForEnd(args.standby ? process.stdin : undefined);
  try {
    const wish = args.standby ? await Promise.race([waitForWish(process.stdin), end]) : {};
    if (typeof wish !== 'string') {
      const reason = await runServer({ ...options, ...wish }, args.json, statsIntervalUs, end);
      if (args.json) printLine({ event: 'stopped', reason });
    } else if (args.json) printLine({ event: 'stopped', reason: wish });
  } finally {
    // An open standard input would keep the process alive.
    if (args.standby) process.stdin.destroy();
  }
}

/** @returns the reason for its end */
async function runServer(
  options: ServerOptions,
  json: boolean,
  statsIntervalUs: number | undefined,
  end: Promise<string>,
): Promise<string> {
  const server = await startServer(options).catch((error: unknown) => {
    throw explainStartError(error, options);
  });
  announce(server, options.transport, json);
  // Loop delay is taken from one reading to the next, so the first line needs one before it.
  if (statsIntervalUs !== undefined) server.readIntervalStats();
  const ticker =
    statsIntervalUs === undefined
      ? undefined
      : setInterval(
          () => printLine({ event: 'stats', ...server.readIntervalStats() }),
          statsIntervalUs / 1000,
        );
  const reason = await Promise.race([end, ...(server.lost === undefined ? [] : [tellLoss(server.lost)])]);
  if (!json) process.stdout.write(`stopping: ${reason}\n`);
  clearInterval(ticker);
  await server.stop().catch((error: unknown) => {
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `the history could not be written: ${(error as Error).message}`,
      'name a file in a folder you may write to with --history-file',
    );
  });
  return reason;
}

/** Why a server that mirrors a hub ends by itself. */
function tellLoss(lost: Promise<never>): Promise<string> {
  return lost.catch((error: Error) => `the hub is lost: ${error.message}`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function warnOpenHost(host: string): void {
  process.stderr.write(
    `warning: ${host} is not a loopback address; whoever reaches it may publish and disconnect clients\n`,
  );
}

/** @returns the reason: a signal's name, or the end of `input` */
function waitForEnd(input: Readable | undefined): Promise<string> {
  return new Promise((resolve) => {
    let signals = 0;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (++signals > 1) process.exit(ExitStatus.interrupted);
        resolve(signal);
      });
    }
    // A process on standby belongs to the one that holds its input, and must not outlive it.
    input?.once('end', () => resolve('end of standard input'));
    input?.once('error', () => resolve('end of standard input'));
    input?.resume();
  });
}

/**
 * Resolves when the line `listen`, or `listen warm-up=2s`, arrives, with what it says beside the options; other lines are
 * ignored, and input goes on being read.
 */
function waitForWish(input: Readable): Promise<Partial<Pick<ServerOptions, 'warmUpUs'>>> {
  return new Promise((resolve) => {
    let rest = '';
    input.on('data', (chunk: Buffer | string) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const match = /^listen(?: warm-up=(\S+))?$/.exec(line.trim());
        if (match !== null) resolve(match[1] === undefined ? {} : { warmUpUs: parseDurationUs(match[1]) });
      }
    });
  });
}

function printLine(line: ServerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function announce(server: RunningServer, transport: TransportName, json: boolean): void {
  const { url, port, controlPort, readyAtUs, certificate } = server;
  if (json) {
    printLine({
      event: 'ready',
      transport,
      url,
      port,
      ...(controlPort === undefined ? {} : { controlPort }),
      pid: process.pid,
      atUs: readyAtUs,
      ...(certificate === undefined ? {} : { certificate }),
    });
    return;
  }
  process.stdout.write(
    `${[
      `${transport} server on ${url} (process ${process.pid}); Ctrl-C stops it`,
      `  receive   ${describeReceiving(transport, url)}`,
      `  publish   curl --data 'hello' ${url}${paths.publish}`,
      `  look      curl ${url}${paths.stats}`,
      ...(certificate === undefined
        ? []
        : [`  trust     this certificate (curl --cacert FILE)\n${certificate.trim()}`]),
    ].join('\n')}\n`,
  );
}

function describeReceiving(transport: TransportName, url: string): string {
  const address = `${url}${paths[transport]}`;
  switch (transport) {
    case 'websocket':
      return `npx wscat --connect ${address.replace(/^http/, 'ws')}`;
    case 'sse':
      return `curl --no-buffer ${address}`;
    case 'long-poll':
    case 'short-poll':
      return `curl ${address}   then, with the cursor it gave:   curl '${address}?cursor=…'`;
  }
}

function explainHistoryError({ message, flaw }: HistoryFileError): SquallError {
  switch (flaw) {
    case 'damaged':
      return new SquallError('SQUALL_HISTORY_DAMAGED', message, 'remove it to start with an empty history');
    case 'unreadable':
      return new SquallError('SQUALL_FILE_NOT_FOUND', message, 'name another file with --history-file');
    case 'unwritable':
      return new SquallError(
        'SQUALL_UNWRITABLE',
        message,
        'name a file in a folder you may write to with --history-file',
      );
  }
}

function explainStartError(error: unknown, { host, port }: ServerOptions): unknown {
  if (error instanceof HistoryFileError) return explainHistoryError(error);
  if (error instanceof TlsFileError) {
    return error.flaw === 'damaged'
      ? new SquallError('SQUALL_FILE_NOT_FOUND', error.message, 'remove it to have a new one made')
      : new SquallError(
          'SQUALL_UNWRITABLE',
          error.message,
          'name a file in a folder you may write to with --tls-file',
        );
  }
  if (error instanceof FlawLogError) {
    const remedy = 'name a file in a folder you may write to with --flaw-log';
    return new SquallError('SQUALL_UNWRITABLE', error.message, remedy);
  }
  if (error instanceof UpstreamError) {
    const remedy = 'start the hub first: squall serve -t websocket';
    return new SquallError('SQUALL_SERVER_START', error.message, remedy, { key: '--upstream' });
  }
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return new SquallError(
        'SQUALL_PORT_IN_USE',
        `port ${port} on ${host} is in use by another process`,
        'choose another with --port, or 0 for any free one',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SquallError(
        'SQUALL_VALUE',
        `${host} is not an address of this machine`,
        'give one that is with --host, e.g. 127.0.0.1',
      );
    case 'EACCES':
      return new SquallError(
        'SQUALL_VALUE',
        `port ${port} may not be opened by this user`,
        'choose one from 1024 up',
      );
    default:
      return error;
  }
}
