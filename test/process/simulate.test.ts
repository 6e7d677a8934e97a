import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SimulationReport } from '../../src/simulation/simulation-report.js';
import { makeFolder, runScenario, runSquall, startSquall } from '../support/run-squall.js';

function parse(stdout: string): SimulationReport {
  return JSON.parse(stdout) as SimulationReport;
}

/** CPU time in seconds. A process is far beyond its start, and so beyond installing its handlers, once it has worked for some. */
function readCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

it('simulates a million clients, and every one of them is back', async () => {
  const { status, stdout, stderr } = await runSquall([
    'simulate',
    '--clients',
    '1000000',
    '--reconnect',
    'full-jitter',
    '--json',
  ]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [only] = parse(stdout).cases;
  expect(only?.clients).toEqual({ total: 1_000_000, back: 1_000_000, gaveUp: 0, trying: 0 });
  expect(only?.storm.attempts).toBe(1_000_000 + (only?.storm.failed ?? 0));
  const inCurve = only?.curve.reduce((sum, { attempts }) => sum + attempts, 0);
  expect(inCurve).toBe(only?.storm.attempts);
});

it('simulates the storm of a real run beside it', async () => {
  const { directory, folder } = await runScenario(`name: small
seed: 1
clients: { count: 100, rampUp: 300ms }
publish: { rate: 5/s }
warmUp: 200ms
duration: 2500ms
drain: 2s
reconnect: { policy: full-jitter, base: 500ms, cap: 1s }
faults: [{ at: 200ms, kind: server-restart, mode: crash, downtime: 500ms }]
`);
  const page = join(folder, 'simulation.html');
  const { stdout, status } = await runSquall(['simulate', '--from', directory, '--json']);
  expect(status).toBe(0);
  const [only] = parse(stdout).cases;
  expect(only?.measured).toMatchObject({ clients: 100, storm: { disconnected: 100 } });
  expect(only?.clients.back).toBe(100);
  // The draws are the same, so only what the machine adds to each wait is between them: little on an idle one, where `npm run
  // proof -- simulation` holds them against each other. Nobody does with less than one attempt.
  for (const storm of [only?.storm, only?.measured?.storm]) {
    expect(storm?.attempts).toBe(100 + (storm?.failed ?? Number.NaN));
    expect(storm?.failed).toBeGreaterThan(0);
  }
  const more = ['simulate', '--from', directory, '--clients', '5000', '--format', 'html', '--out', page];
  expect((await runSquall(more)).status).toBe(0);
  expect(readFileSync(page, 'utf8')).toContain('simulated with 5,000: 50 times as many');
});

it('ends in order when it is interrupted, and tells what it had', async () => {
  // Clients that hardly wait, before a server that is away for long: more events than anybody would wait for.
  const running = startSquall([
    'simulate',
    '--clients',
    '200000',
    '--reconnect',
    'full-jitter base=1ms cap=1ms',
    '--outage',
    '1h',
    '--json',
  ]);
  while (readCpuSeconds(running.pid) < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  process.kill(running.pid, 'SIGINT');
  const { status, stdout, stderr } = await running.finished;
  expect(status, stderr).toBe(130);
  const { status: told, cases } = parse(stdout);
  expect(told).toBe('interrupted');
  expect(cases[0]?.clients).toMatchObject({ back: 0, trying: 200_000 });
  await running.gone();
});

it('refuses what it cannot simulate in one line', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'result.json'), '{}');
  for (const args of [
    ['--clients', '20000000'],
    ['--reconnect', 'full-jiter'],
    ['--reconnect', 'full-jitter base=2'],
    ['--trial', '01'],
    ['--from', folder],
  ]) {
    const { status, stderr } = await runSquall(['simulate', ...args]);
    expect(status, args.join(' ')).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});
