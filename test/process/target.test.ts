import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeVariable } from '../../src/scenario/variables.js';
import { packageRoot } from '../../src/system/package-root.js';
import {
  type Finished,
  findRunDirectory,
  makeFolder,
  readResult,
  runSquall,
  startSquall,
} from '../support/run-squall.js';

const secret = 's3cr3t/of+the=test';
const variable = 'SQUALL_TEST_TOKEN';

beforeAll(() => {
  process.env[variable] = secret;
});
afterAll(() => {
  delete process.env[variable];
});

/** A chat that streams what is posted to it, to those who know the secret; what it says repeats what it was told. */
async function startChat(): Promise<string> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    response.setHeader('x-echo', authorization);
    if (authorization !== `Bearer ${secret}`)
      response.writeHead(401, `no ${authorization}`).end(authorization);
    else if (request.method === 'POST') void pass(request, response, streams);
    else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`: ${authorization}\n\n`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  streams: Set<ServerResponse>,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  // Twice in one event: each copy is found, the second is a duplicate.
  for (const stream of streams) stream.write(`event: chat\ndata: ["${text}","${text}"]\n\n`);
  response.writeHead(204).end();
}

interface Case {
  readonly sse: string;
  readonly publish?: string;
  readonly header?: string;
  readonly commands?: string;
  readonly duration?: string;
  readonly subscribeWithin?: string;
}

function writeScenario(
  folder: string,
  { sse, publish = sse, header, commands = '', duration = '1s', subscribeWithin = '1m' }: Case,
): string {
  const file = join(folder, 'scenario.yaml');
  writeFileSync(
    file,
    `name: secrets
transport: sse
clients: { count: 5, rampUp: 100ms, subscribeWithin: ${subscribeWithin} }
publish: { rate: 20/s, payload: 100B }
warmUp: 200ms
duration: ${duration}
drain: 20s
reconnect: { policy: fixed, delay: 200ms }
target:
  name: Chat
  headers: { authorization: '${header ?? `Bearer ${writeVariable(variable)}`}', x-room: lobby-of-the-test }
  sse: { url: 'http://${sse}/' }
  publish: { url: '${publish.includes('://') ? publish : `http://${publish}/`}' }
${commands}
`,
  );
  return file;
}

/** Nothing that the run wrote, anywhere, holds the secret in any form. */
function expectNoSecret(folder: string, { stdout, stderr }: Finished): void {
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  for (const form of forms) {
    expect(stdout).not.toContain(form);
    expect(stderr).not.toContain(form);
    for (const file of listFiles(folder)) expect(readFileSync(file, 'latin1'), file).not.toContain(form);
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe('the value of a variable', () => {
  it('is used and neither stored nor printed, nor are literal headers', async () => {
    const folder = makeFolder();
    const finished = await runSquall(
      ['run', writeScenario(folder, { sse: await startChat() }), '--json'],
      folder,
    );
    const { result } = readResult(findRunDirectory(folder, finished));
    const [trial] = result.trials;
    expect(trial?.ledger).toMatchObject({ lost: 0, expected: trial?.ledger.delivered });
    expect(trial?.ledger.delivered).toBe(5 * (trial?.ledger.accepted ?? 0));
    expect(trial?.ledger.duplicate).toBe(trial?.ledger.delivered);
    expect(trial?.bytes.payload).toBe(2 * 100 * (trial?.ledger.delivered ?? 0));
    expect(trial?.bytes.unaccounted).toBe(0);
    expect(trial?.publisher.canaries).toBeGreaterThan(0);
    expect(trial?.server).toMatchObject({ cpuSeconds: null, rssPeakBytes: null, cpuUsPerDelivered: null });
    expect(trial?.connections.steady.server).toBeNull();
    expect(trial?.connections.peak).toEqual({ clients: 5, server: null, kernel: 5 });
    expect(result.scenario.source).toContain(`Bearer ${writeVariable(variable)}`);
    expect(result.scenario.source).toContain('[redacted]');
    expect(result.scenario.source).not.toContain('lobby-of-the-test');
    expectNoSecret(folder, finished);
  });

  it.each<[string, Omit<Case, 'sse'>, RegExp]>([
    ['turned away', { header: `Basic ${writeVariable(variable)}` }, /publishing failed \(status 401\)/],
    ['a TLS handshake that fails', { publish: 'https://CHAT/' }, /publishing failed \([A-Z_]+\)/],
    ['nobody listening', { publish: 'http://127.0.0.1:9/' }, /publishing failed \(ECONNREFUSED\)/],
    [
      'a command that fails',
      {
        commands: `  commands: { start: 'echo "no $${variable}" >&2; exit 3', ready: 'http://127.0.0.1:9/' }`,
      },
      /the command start ended with status 3: no \$\{SQUALL_TEST_TOKEN\}/,
    ],
  ])('stays out of what is told about %s', async (_name, more, told) => {
    const folder = makeFolder();
    const sse = await startChat();
    const publish = more.publish?.replace('CHAT', sse);
    const file = writeScenario(folder, {
      sse,
      subscribeWithin: '2s',
      ...more,
      ...(publish === undefined ? {} : { publish }),
    });
    const finished = await runSquall(['run', '--no-floor', file], folder);
    expect(finished.stderr).toMatch(told);
    expect(finished.status).toBe(2);
    expectNoSecret(folder, finished);
  });

  it('stays out of an interrupted run and of the arguments of its processes', async () => {
    const folder = makeFolder();
    const file = writeScenario(folder, { sse: await startChat(), duration: '60s' });
    const running = startSquall(['run', '--no-floor', file], folder);
    await running.until(() => running.stderr().includes('steady'), 'the measured part');
    const pids = running.leftBehind();
    expect(pids.length).toBeGreaterThan(2);
    for (const pid of pids) expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(secret);
    process.kill(running.pid, 'SIGINT');
    const finished = await running.finished;
    expect(finished.status).toBe(130);
    expectNoSecret(folder, finished);
  });

  it('is asked for by name when it is not set', async () => {
    const folder = makeFolder();
    const file = writeScenario(folder, {
      sse: '127.0.0.1:9',
      header: `Bearer ${writeVariable('SQUALL_TEST_ABSENT')}`,
    });
    const { status, stderr } = await runSquall(['run', '--no-floor', file], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('the environment variable SQUALL_TEST_ABSENT is not set');
    expect(readdirSync(folder)).toEqual(['scenario.yaml']);
  });
});

describe('docs/your-server.md', () => {
  it('holds a server and a scenario that run as they stand there', async () => {
    const folder = makeFolder();
    const page = readFileSync(join(packageRoot, 'docs', 'your-server.md'), 'utf8');
    for (const [, name = '', block = ''] of page.matchAll(/```(?:js|yaml)\n(?:\/\/|#) (\S+)\n(.*?)```/gs))
      writeFileSync(join(folder, name), block);
    process.env.CHAT_TOKEN = secret;
    onTestFinished(() => {
      delete process.env.CHAT_TOKEN;
    });
    const running = startSquall(['run', '--no-floor', 'chat.yaml'], folder);
    const finished = await running.finished;
    const { result } = readResult(findRunDirectory(folder, finished));
    expect(result.trials.map(({ labels }) => labels.transport)).toEqual(['sse', 'short-poll']);
    for (const { ledger, faults, storm, server, bytes } of result.trials) {
      expect(ledger.expected).toBe(ledger.delivered + ledger.lost);
      expect(ledger.delivered).toBeGreaterThan(0);
      expect(storm.disconnected).toBe(50);
      // A machine that takes long to start a process keeps them waiting, by the scenario's own policy until after the end.
      const [restart] = faults;
      const awayUs = (restart?.readyAtUs ?? 0) - (restart?.injectedAtUs ?? 0);
      if (awayUs < 1_000_000) expect(storm.returned).toBe(50);
      else expect(storm.returned).toBeGreaterThan(0);
      expect(server.starts).toBe(2);
      expect(bytes.unaccounted).toBe(0);
    }
    // On a machine that is busy with other things a run may be invalid, and then says so with 4.
    const valid = result.trials.every(({ validity }) => validity.status === 'valid');
    expect(finished.status, finished.stdout).toBe(valid ? 0 : 4);
    await running.gone();
    expectNoSecret(folder, finished);
  });
});
