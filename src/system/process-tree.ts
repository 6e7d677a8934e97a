import { readdirSync, readFileSync } from 'node:fs';

/** What processes have used so far. */
export interface ProcessCost {
  /** CPU time of user and system, microseconds, with that of children that have ended. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/** A tick of the kernel's process times: 1/100 s on every Linux (`USER_HZ`, time(7)). */
const tickUs = 10_000;

/**
 * What a process and its descendants have used, as the kernel tells in `/proc` (proc_pid_stat(5), proc_pid_status(5)).
 * @param root of the file system of processes, for tests
 * @returns undefined when the process is gone
 */
export function readTreeCost(pid: number, root = '/proc'): ProcessCost | undefined {
  const own = readCost(pid, root);
  if (own === undefined) return undefined;
  return listChildren(pid, root).reduce((sum, child) => {
    const cost = readTreeCost(child, root);
    if (cost === undefined) return sum;
    return { cpuUs: sum.cpuUs + cost.cpuUs, rssBytes: sum.rssBytes + cost.rssBytes };
  }, own);
}

function readCost(pid: number, root: string): ProcessCost | undefined {
  const stat = readText(`${root}/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the name in brackets, which may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime, cutime, cstime: fields 14 to 17 of the whole line.
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readText(`${root}/${pid}/status`) ?? '')?.[1] ?? '0';
  return { cpuUs: ticks * tickUs, rssBytes: Number(kib) * 1024 };
}

/** The kernel lists a child under the thread that started it. */
function listChildren(pid: number, root: string): number[] {
  return listThreads(pid, root).flatMap((thread) => {
    const text = readText(`${root}/${pid}/task/${thread}/children`) ?? '';
    return text
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  });
}

function listThreads(pid: number, root: string): string[] {
  try {
    return readdirSync(`${root}/${pid}/task`);
  } catch {
    return [];
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
