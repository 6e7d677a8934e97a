import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { freezeProcess } from './freeze-process.js';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function startSleeper(): Promise<number> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

/** `T`: stopped; `S`: sleeping (proc_pid_stat(5)). */
function stateOf(pid: number): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
}

async function waitForState(pid: number, state: string): Promise<void> {
  while (stateOf(pid) !== state) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('freezeProcess', () => {
  it('stops a process and has it go on', async () => {
    const pid = await startSleeper();
    const thaw = await freezeProcess(pid);
    await waitForState(pid, 'T');
    thaw();
    thaw();
    await waitForState(pid, 'S');
  });

  it('says so when there is no such process', async () => {
    const child = spawn('true', { stdio: 'ignore' });
    await once(child, 'exit');
    await expect(freezeProcess(child.pid ?? 0)).rejects.toThrow('ESRCH');
  });
});
