import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import yargs from 'yargs';
import type { ReadyLine, ServerLine } from '../wire/protocol.js';
import { addServeOptions } from './serve-options.js';

/** Runs the command's handler in a process of its own; arguments come parsed, errors go out as their one line. */
const program = `
  import { serveCommand } from './serve.ts';
  serveCommand.handler(JSON.parse(process.argv[2])).catch((error) => {
    process.stderr.write((error.toLine?.() ?? error.stack) + '\\n');
    process.exitCode = error.exit ?? 1;
  });`;

let folder = '';
const children = new Set<ServeProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'squall-serve-'));
  await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile: join(folder, 'serve.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  for (const { child } of children) child.kill('SIGKILL');
  children.clear();
});

class ServeProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exit: Promise<number | null>;
  output = '';
  errors = '';

  constructor(line: string) {
    const args = addServeOptions(yargs(line.split(' ')).exitProcess(false)).parseSync();
    this.child = spawn(process.execPath, [join(folder, 'serve.cjs'), JSON.stringify(args)]);
    this.exit = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
    this.child.stdout.on('data', (chunk) => {
      this.output += chunk;
    });
    this.child.stderr.on('data', (chunk) => {
      this.errors += chunk;
    });
    children.add(this);
  }

  get lines(): ServerLine[] {
    const whole = this.output.slice(0, this.output.lastIndexOf('\n') + 1);
    return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as ServerLine]));
  }

  async waitFor(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.output}${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async waitUntilReady(): Promise<ReadyLine> {
    await this.waitFor(() => this.lines.length > 0);
    const [line] = this.lines;
    if (line?.event !== 'ready') throw new Error(`not ready: ${this.output}`);
    return line;
  }
}

describe('with --json', () => {
  it('prints a line when it is ready, one per interval, and one at the end', async () => {
    const serve = new ServeProcess('-t sse --json --stats-interval 20ms');
    const ready = await serve.waitUntilReady();
    expect(ready).toEqual({
      event: 'ready',
      transport: 'sse',
      url: `http://127.0.0.1:${ready.port}`,
      port: expect.any(Number),
      pid: serve.child.pid,
      atUs: expect.any(Number),
    });
    expect((await fetch(`${ready.url}/publish`, { method: 'POST', body: 'x' })).status).toBe(200);
    await serve.waitFor(() =>
      serve.lines.some((line) => line.event === 'stats' && line.counters.published === 1),
    );
    serve.child.kill('SIGTERM');
    expect(await serve.exit).toBe(0);
    expect(serve.lines.at(-1)).toEqual({ event: 'stopped', reason: 'SIGTERM' });
    expect(serve.errors).toBe('');
  });
});

it('tells a human where it listens and how to try it', async () => {
  const serve = new ServeProcess('-t websocket');
  await serve.waitFor(() => serve.output.includes('/stats\n'));
  expect(serve.output).toMatch(/^websocket server on http:\/\/127\.0\.0\.1:\d+ /);
  expect(serve.output).toMatch(/wscat --connect ws:\/\/127\.0\.0\.1:\d+\/ws\n/);
  serve.child.kill('SIGINT');
  expect(await serve.exit).toBe(0);
  expect(serve.output).toContain('stopping: SIGINT\n');
});

it('ends at once at a second signal', async () => {
  const serve = new ServeProcess('-t websocket');
  await serve.waitFor(() => serve.output.includes('/stats\n'));
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(serve.output)?.[1]);
  // A client that never answers the close frame keeps the first stop waiting.
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  serve.child.kill('SIGTERM');
  await serve.waitFor(() => serve.output.includes('stopping'));
  serve.child.kill('SIGINT');
  expect(await serve.exit).toBe(130);
  socket.destroy();
});

it('stops in order when its terminal goes away', async () => {
  const serve = new ServeProcess('-t sse --json');
  await serve.waitUntilReady();
  serve.child.kill('SIGHUP');
  expect(await serve.exit).toBe(0);
  expect(serve.lines.at(-1)).toEqual({ event: 'stopped', reason: 'SIGHUP' });
});

it.each([
  ['damaged', 'damaged', 'SQUALL_HISTORY_DAMAGED'],
  ['unreadable', '.', 'SQUALL_FILE_NOT_FOUND'],
  ['in no folder', 'missing/history', 'SQUALL_UNWRITABLE'],
])('refuses a history file that is %s before it listens', async (_name, file, code) => {
  await writeFile(join(folder, 'damaged'), 'not a history');
  const serve = new ServeProcess(`-t sse --history-file ${join(folder, file)}`);
  expect(await serve.exit).toBe(2);
  expect(serve.errors).toContain(`(${code})\n`);
  expect(serve.output).toBe('');
});

it('refuses a flaw log in no folder before it listens', async () => {
  const log = join(folder, 'missing', 'log');
  const serve = new ServeProcess(`-t sse --flaw delay=0s --flaw-log ${log}`);
  expect(await serve.exit).toBe(2);
  expect(serve.errors).toMatch(/^flaw log .*\(SQUALL_UNWRITABLE\)\n$/);
});

it('refuses a TLS file in no folder before it listens', async () => {
  const serve = new ServeProcess(`-t sse --tls --tls-file ${join(folder, 'missing', 'tls')}`);
  expect(await serve.exit).toBe(2);
  expect(serve.errors).toMatch(/^TLS file .*\(SQUALL_UNWRITABLE\)\n$/);
});

it('says in one line that the port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const serve = new ServeProcess(`-t sse --port ${port} --standby`);
  serve.child.stdin.write('listen\n');
  expect(await serve.exit).toBe(2);
  expect(serve.errors).toBe(
    `port ${port} on 127.0.0.1 is in use by another process; ` +
      'choose another with --port, or 0 for any free one (SQUALL_PORT_IN_USE)\n',
  );
  other.close();
});

describe('on standby', () => {
  it('listens when it is told to, and ends with its standard input', async () => {
    const serve = new ServeProcess('-t short-poll --json --standby');
    serve.child.stdin.write('something else\nlis');
    serve.child.stdin.write('ten\n');
    const ready = await serve.waitUntilReady();
    expect((await fetch(`${ready.url}/short-poll`)).status).toBe(200);
    serve.child.stdin.end();
    expect(await serve.exit).toBe(0);
    expect(serve.lines.at(-1)).toEqual({ event: 'stopped', reason: 'end of standard input' });
  });

  it('opens nothing before, and warns of an open address', async () => {
    const serve = new ServeProcess('-t sse --host 0.0.0.0 --json --standby');
    await serve.waitFor(() => serve.errors.includes('\n'));
    expect(serve.errors).toMatch(/^warning: 0\.0\.0\.0 is not a loopback address/);
    serve.child.stdin.end();
    expect(await serve.exit).toBe(0);
    expect(serve.lines).toEqual([{ event: 'stopped', reason: 'end of standard input' }]);
  });
});
