import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Has the process go on; doing so twice does nothing. */
export type Thaw = () => void;

/**
 * Waits on its standard input and then has the process go on. A stopped process cannot notice by itself that whoever was to
 * wake it is gone.
 */
const guard = 'read -r line; kill -CONT "$1"';

/**
 * Stops a child process of this one where it stands (SIGSTOP): it runs no instruction, while the kernel goes on answering for
 * its sockets. Should this process end meanwhile, however it ends, a guard has the child go on.
 * @throws Error when the process is gone
 */
export async function freezeProcess(pid: number): Promise<Thaw> {
  const watcher = spawn('sh', ['-c', guard, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Its own process group: an interrupt at the terminal is for the coordinator.
    detached: true,
  });
  watcher.stdin.on('error', () => undefined);
  await once(watcher, 'spawn');
  let isFrozen = true;
  const thaw = (): void => {
    if (!isFrozen) return;
    isFrozen = false;
    sendSignal(pid, 'SIGCONT');
    // Not asked to end in order: it would signal a process number that may be somebody else's by then.
    watcher.kill('SIGKILL');
  };
  watcher.once('exit', thaw);
  try {
    process.kill(pid, 'SIGSTOP');
  } catch (error) {
    thaw();
    throw error;
  }
  return thaw;
}

/** A process that is gone needs no signal any more. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}
