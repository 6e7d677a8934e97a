import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { normaliseTarget } from '../scenario/target.js';
import { targetSchema } from '../scenario/target-schema.js';
import { writeVariable } from '../scenario/variables.js';
import { hostClock } from '../system/clock.js';
import { findServerPort } from '../system/ports.js';
import { redactSecrets } from './redact-secrets.js';
import { TargetServer } from './target-server.js';

const program = `
const { createServer } = require('node:http');
const { appendFileSync } = require('node:fs');
const log = (word) => appendFileSync('log', word + '\\n');
process.on('SIGTERM', () => { log('term'); process.exit(0); });
createServer((_, response) => response.writeHead(404).end()).listen(process.env.SQUALL_PORT, '127.0.0.1', () => log('up'));
`;

let folder = '';
let port = 0;
const onUnexpectedEnd = vi.fn();
const servers: TargetServer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-target-'));
  writeFileSync(join(folder, 'server.cjs'), program);
  port = await findServerPort('127.0.0.1');
  onUnexpectedEnd.mockReset();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function createTarget(commands: Record<string, string> | undefined): TargetServer {
  const parsed = targetSchema.parse({
    name: 'Small',
    sse: { url: `http://127.0.0.1:${port}/` },
    publish: { url: `http://127.0.0.1:${port}/` },
    ...(commands === undefined ? {} : { commands: { timeout: '1m', ...commands } }),
  });
  if (parsed === undefined) throw new Error('no target');
  const target = normaliseTarget(parsed);
  const server = new TargetServer({
    target,
    folder,
    variables: { SQUALL_PORT: String(port), SQUALL_SCRATCH: folder },
    clock: hostClock,
    signal: new AbortController().signal,
    redact: redactSecrets(target, {}),
    onUnexpectedEnd,
    onForcedStop: () => undefined,
    onCost: () => undefined,
  });
  servers.push(server);
  return server;
}

const readLog = (): string[] => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

describe('a server that is run by commands', () => {
  it('is ready once it answers anything, and ends with SIGTERM, or with SIGKILL in a crash', async () => {
    const server = createTarget({ start: `exec ${process.execPath} server.cjs` });
    await server.replace();
    await server.end('graceful');
    expect(server.listening).toBe(false);
    await server.replace();
    await server.end('crash');
    expect(readLog()).toEqual(['up', 'term', 'up']);
    expect(server.starts).toBe(2);
    expect(onUnexpectedEnd).not.toHaveBeenCalled();
  });

  it('may be left behind by a command that ends', async () => {
    const server = createTarget({
      start: `${process.execPath} server.cjs & echo $! > pid`,
      stop: 'kill $(cat pid); while kill -0 $(cat pid) 2>/dev/null; do sleep 0.02; done',
    });
    await server.replace();
    await server.end('graceful');
    expect(readLog()).toEqual(['up', 'term']);
  });

  it('is told of when it ends by itself', async () => {
    const server = createTarget({ start: `exec ${process.execPath} server.cjs`, crash: 'true' });
    await server.replace();
    const pid = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').at(-1);
    process.kill(Number(pid), 'SIGKILL');
    await vi.waitFor(() => expect(onUnexpectedEnd).toHaveBeenCalledOnce(), { timeout: 20_000 });
  });

  it.each([
    [
      'a start that fails',
      { start: 'echo no such room >&2; exit 7' },
      /Small: the command start ended with status 7: no such room/,
    ],
    [
      'a server that never answers',
      { start: 'exec sleep 30', timeout: '200ms' },
      /gave no HTTP answer within 0\.2 s/,
    ],
  ])('fails in one line over %s', async (_name, commands, told) => {
    await expect(createTarget(commands).replace()).rejects.toThrow(told);
  });

  it('restarts in one, and starts nothing of its own then', async () => {
    const outside = createTarget({ start: `exec ${process.execPath} server.cjs` });
    await outside.replace();
    const server = createTarget({ restart: 'echo restarted >> log' });
    await server.replace();
    await server.end('graceful');
    await server.replace();
    await server.stop();
    expect(readLog()).toEqual(['up', 'restarted']);
  });

  it('fails when a command takes too long, and kills it', async () => {
    const server = createTarget({ restart: 'exec sleep 30', timeout: '200ms' });
    await expect(server.end('graceful')).rejects.toThrow('the command restart took longer than 0.2 s');
  });
});

describe('taking secrets out of what is said', () => {
  it('finds a value in the forms that URLs, JSON and base64 give it, the longest first', () => {
    const b = writeVariable('TOKEN_B');
    const parsed = targetSchema.parse({
      headers: { a: writeVariable('TOKEN_A'), b },
      publish: { url: 'http://a/' },
    });
    if (parsed === undefined) throw new Error('no target');
    const redact = redactSecrets(normaliseTarget(parsed), { TOKEN_A: 'a b"', TOKEN_B: 'a b"c' });
    const value = 'a b"c';
    const said = [
      value,
      encodeURIComponent(value),
      JSON.stringify(value),
      Buffer.from(value).toString('base64'),
    ];
    expect(said.map(redact)).toEqual([b, b, `"${b}"`, b]);
  });
});
