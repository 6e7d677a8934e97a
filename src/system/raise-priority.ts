import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** −20 is the best. */
const nice = -15;
const preferredNice = -5;

/**
 * Asks that this process's main thread be given a core the moment it wants one. On Linux that takes real-time scheduling
 * (`chrt` of util-linux, SCHED_FIFO at its lowest priority): a normal thread that wakes up may have to wait for the next timer
 * tick, up to 4 ms, behind whatever runs. Where that is not permitted, a better nice value, also for the process's
 * autogroup, in which a nice value alone counts for nothing between sessions (sched(7)). Without privileges nothing changes.
 * @returns what it came to
 */
export function raisePriority(): 'real-time' | 'nice' | 'normal' {
  const { status } = spawnSync('chrt', ['--fifo', '--pid', '1', String(process.pid)], { stdio: 'ignore' });
  if (status === 0) return 'real-time';
  return becomeNicer(nice) ? 'nice' : 'normal';
}

/**
 * Asks for three times the share of a core that others get (nice −5), no more, so that nobody is kept from running. Without privileges
 * nothing changes.
 * @returns what it came to
 */
export function preferProcess(): 'preferred' | 'normal' {
  return becomeNicer(preferredNice) ? 'preferred' : 'normal';
}

function becomeNicer(value: number): boolean {
  const nicer = attempt(() => setPriority(value));
  const groupNicer = attempt(() => writeFileSync('/proc/self/autogroup', String(value)));
  return nicer || groupNicer;
}

function attempt(change: () => void): boolean {
  try {
    change();
    return true;
  } catch {
    // Not permitted, or unknown here: the send lag will tell whether it matters.
    return false;
  }
}
