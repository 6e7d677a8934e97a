import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gateFileSchema } from '../../src/analysis/gate/gate-result.js';
import { gateStateFileSchema } from '../../src/gate/gate-state.js';
import { makeFolder, runSquall, startSquall } from '../support/run-squall.js';

/** Streams what is posted to it, each message as often as it is told on its command line. */
const server = `import { createServer } from 'node:http';
const [times = '1'] = process.argv.slice(2);
const streams = new Set();
createServer(async (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\\n\\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  const body = Buffer.concat(await request.toArray());
  for (let time = 0; time < Number(times); time++)
    for (const stream of streams) stream.write(\`data: \${body}\\n\\n\`);
  response.writeHead(204).end();
}).listen(process.env.SQUALL_PORT, '127.0.0.1');
`;

const scenario = `name: mine
transport: sse
clients: { count: 5, rampUp: 100ms }
publish: { rate: 20/s, payload: 100B }
warmUp: 100ms
duration: 400ms
drain: 5s
workers: 1
target:
  sse: { url: 'http://127.0.0.1:\${SQUALL_PORT}/' }
  publish: { url: 'http://127.0.0.1:\${SQUALL_PORT}/' }
`;

function writeSubject(): string {
  const folder = makeFolder();
  writeFileSync(join(folder, 'server.mjs'), server);
  writeFileSync(join(folder, 'mine.yaml'), scenario);
  return folder;
}

it('two start commands in pairs: what the candidate delivers twice is a regression after one pair', async () => {
  const folder = writeSubject();
  const commands = ['--baseline', 'node server.mjs', '--candidate', 'node server.mjs 2'];
  const { status, stdout, stderr } = await runSquall(
    ['gate', 'mine.yaml', ...commands, '--sequential', '--json'],
    folder,
  );
  expect(stderr).toMatch(/^gate: 15 pairs of runs of /);
  const { verdict, paired } = gateFileSchema.parse(JSON.parse(stdout));
  expect(paired?.pairs).toMatchObject({ planned: 15, spared: 14 });
  const duplicate = paired?.exact.find(({ metric }) => metric.name === 'duplicate');
  expect([duplicate?.baseline, duplicate?.verdict]).toEqual([0, 'regression']);
  expect(duplicate?.candidate).toBeGreaterThan(20);
  expect([verdict, status]).toEqual(['regression', 3]);
});

it('pairs that could prove nothing are refused before the first run', async () => {
  const folder = writeSubject();
  const commands = ['--baseline', 'node server.mjs', '--candidate', 'node server.mjs'];
  const { status, stderr } = await runSquall(['gate', 'mine.yaml', ...commands, '--pairs', '6'], folder);
  expect(stderr).toMatch(
    /^squall: --pairs: 6 pairs cannot prove anything about 7 metrics at once; 10 are the least; /,
  );
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect([status, readdirSync(folder).sort()]).toEqual([2, ['mine.yaml', 'server.mjs']]);
});

it('two revisions in pairs, interrupted and taken up again: no run is lost, nothing of them stays', async () => {
  const folder = writeSubject();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  for (const times of [1, 2]) {
    writeFileSync(join(folder, 'server.mjs'), server.replace("[times = '1']", `[times = '${times}']`));
    git('add', 'server.mjs');
    git('commit', '--quiet', '--message', `each message ${times}×`);
  }
  const refs = ['--baseline-ref', 'HEAD~1', '--candidate-ref', 'HEAD'];
  const made = ['--build', 'cp server.mjs built.mjs', '--server', 'node built.mjs', '--sequential', '--json'];
  const first = startSquall(['gate', 'mine.yaml', ...refs, ...made], folder);
  await first.until(() => first.stderr().includes('pair 1 of 15, candidate'), 'the second run');
  process.kill(first.pid, 'SIGINT');
  const interrupted = await first.finished;
  expect([interrupted.status, interrupted.stdout]).toEqual([130, '']);
  await first.gone();
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);

  const [, kept = ''] = /go on with `squall gate --resume (\S+)`/.exec(interrupted.stderr) ?? [];
  const before = readState(join(folder, kept));
  expect(before.runs.map(({ pair, side }) => [pair, side])).toEqual([[1, 'baseline']]);
  const { status, stdout, stderr } = await runSquall(['gate', '--resume', kept, '--json'], folder);
  const { verdict, paired } = gateFileSchema.parse(JSON.parse(stdout));
  const after = readState(join(folder, kept));
  expect(after.runs[0]).toEqual(before.runs[0]);
  // One pair is enough for what is counted: the new revision delivers each message twice.
  expect(new Set(after.runs.map(({ pair, side }) => `${pair} ${side}`)).size).toBe(2);
  expect([verdict, status]).toEqual(['regression', 3]);
  expect(paired?.pairs).toMatchObject({ planned: 15, spared: 14 });
  const heads = ['HEAD~1', 'HEAD'].map((ref) => git('rev-parse', ref).trim());
  expect([paired?.baseline.revision, paired?.candidate.revision]).toEqual(heads);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(readdirSync(folder).sort()).toEqual(['.git', 'mine.yaml', 'results', 'server.mjs']);
});

it('interrupted while a revision is built ends as interrupted, with the build', async () => {
  const folder = writeSubject();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'only');
  const refs = ['--baseline-ref', 'HEAD', '--candidate-ref', 'HEAD', '--server', 'node server.mjs'];
  const build = `touch ${join(folder, 'building')}; sleep 60; true`;
  const gate = startSquall(['gate', 'mine.yaml', ...refs, '--build', build], folder);
  await gate.until(() => existsSync(join(folder, 'building')), 'the build');
  process.kill(gate.pid, 'SIGINT');
  const { status, stdout, stderr } = await gate.finished;
  expect([status, stdout]).toEqual([130, '']);
  expect(stderr).not.toContain('cannot be built');
  await gate.gone();
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

function readState(folder: string) {
  return gateStateFileSchema.parse(JSON.parse(readFileSync(join(folder, 'gate-state.json'), 'utf8')));
}
