import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostClock } from '../src/system/clock.js';
import type { Stall } from './predict-stalled-latency.js';

export interface StallPlan {
  /** From the first report of a steady phase. */
  readonly afterMs: number;
  readonly lengthMs: number;
  /** From the start of one stall to the start of the next. */
  readonly everyMs: number;
  readonly count: number;
}

const lookEveryMs = 20;
const steadyWithinMs = 30_000;

/**
 * Stops the server of the run below `directory` and lets it go on, as planned. It is the operating system that stalls
 * (SIGSTOP, SIGCONT), so the log of instants on the host's clock owes nothing to Squall.
 */
export async function stallServer(directory: string, plan: StallPlan): Promise<Stall[]> {
  const pid = await waitForSteadyServer(directory);
  await sleep(plan.afterMs);
  const beginUs = hostClock.nowUs();
  const stalls: Stall[] = [];
  for (let index = 0; index < plan.count; index++) {
    const waitUs = beginUs + index * plan.everyMs * 1000 - hostClock.nowUs();
    await sleep(Math.max(0, waitUs / 1000));
    stalls.push(await stallOnce(pid, plan.lengthMs));
  }
  return stalls;
}

async function stallOnce(pid: number, lengthMs: number): Promise<Stall> {
  const fromUs = hostClock.nowUs();
  process.kill(pid, 'SIGSTOP');
  let toUs = fromUs;
  try {
    await sleep(lengthMs);
    // Before the signal: whom it wakes may be given this process's core.
    toUs = hostClock.nowUs();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return { fromUs, toUs };
}

/** The timeline is written as the run goes: it tells when the measured part has begun. */
async function waitForSteadyServer(directory: string): Promise<number> {
  const until = hostClock.nowUs() + steadyWithinMs * 1000;
  while (hostClock.nowUs() < until) {
    const server = await findServer(directory);
    if (server !== undefined && (await isSteady(server.historyFile))) return server.pid;
    await sleep(lookEveryMs);
  }
  throw new Error('the run under test came to no steady phase');
}

interface FoundServer {
  readonly pid: number;
  readonly historyFile: string;
}

/** The server process is known by its history file, which lies in the run's folder. */
async function findServer(directory: string): Promise<FoundServer | undefined> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const historyFile = words[words.indexOf('--history-file') + 1];
    if (words.includes('serve') && historyFile?.startsWith(directory))
      return { pid: Number(name), historyFile };
  }
  return undefined;
}

async function isSteady(historyFile: string): Promise<boolean> {
  const trial = basename(historyFile).replace(/-history$/, '');
  const timeline = join(dirname(historyFile), '..', 'trials', trial, 'timeline.csv');
  return (await readFile(timeline, 'utf8').catch(() => '')).includes(',steady,');
}
