import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readTreeCost } from './process-tree.js';

function addProcess(
  root: string,
  pid: number,
  ticks: readonly number[],
  kib: number,
  children: readonly string[],
): void {
  const fields = [pid, '(a) b) (c)', 'S', ...new Array<number>(10).fill(0), ...ticks, 20, 0];
  children.forEach((list, thread) => {
    const task = join(root, String(pid), 'task', String(pid + 1000 * thread));
    mkdirSync(task, { recursive: true });
    writeFileSync(join(task, 'children'), list);
  });
  writeFileSync(join(root, String(pid), 'stat'), fields.join(' '));
  writeFileSync(join(root, String(pid), 'status'), `Name:\tx\nVmRSS:\t   ${kib} kB\nThreads:\t1\n`);
}

it('adds up a process, the descendants of all its threads, and children that have ended', () => {
  const root = mkdtempSync(join(tmpdir(), 'squall-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  addProcess(root, 10, [1, 2, 3, 4], 100, ['11 12 ']);
  addProcess(root, 11, [5, 0, 0, 0], 200, ['', '13 ']);
  addProcess(root, 13, [0, 7, 0, 0], 400, ['']);
  // 12 has gone since.
  expect(readTreeCost(10, root)).toEqual({ cpuUs: 220_000, rssBytes: 700 * 1024 });
  expect(readTreeCost(12, root)).toBeUndefined();
});

it('sees what a child of the shell uses', async () => {
  const busy = `node -e "const t=Date.now();while(process.cpuUsage().user<3e5);console.log(1);setTimeout(()=>0,60000)" & wait`;
  const child = spawn('/bin/sh', ['-c', busy], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const cost = readTreeCost(child.pid ?? 0);
  expect(cost?.cpuUs).toBeGreaterThanOrEqual(290_000);
  expect(cost?.rssBytes).toBeGreaterThan(10e6);
});
