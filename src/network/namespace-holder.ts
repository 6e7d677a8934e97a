import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SquallError } from '../errors.js';
import { runTool } from './run-tool.js';

const madeWithinMs = 5_000;
const lookAgainMs = 5;

/**
 * A network namespace without a name, held by a process that waits on its standard input. When this process ends, however it
 * ends, that input ends, the holder with it, and the kernel removes the namespace with every interface in it
 * (network_namespaces(7)).
 */
export class NamespaceHolder {
  readonly #child: ChildProcess;
  readonly pid: number;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
  }

  /** @throws SquallError SQUALL_WIRE when the namespace could not be made */
  static async make(): Promise<NamespaceHolder> {
    // Its own process group: an interrupt at the terminal is for the coordinator.
    const child = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    const deadline = performance.now() + madeWithinMs;
    const own = readlinkSync('/proc/self/ns/net');
    while (performance.now() < deadline && child.exitCode === null && child.pid !== undefined) {
      const inside = readNamespace(child.pid);
      if (inside !== undefined && inside !== own) return new NamespaceHolder(child, child.pid);
      await sleep(lookAgainMs);
    }
    child.kill('SIGKILL');
    throw new SquallError(
      'SQUALL_WIRE',
      'no network namespace could be made',
      'run as root (CAP_SYS_ADMIN), or use --wire=sockets',
    );
  }

  /** Command and arguments that run what follows them inside. They replace themselves by it, so its pid is the child's. */
  get prefix(): readonly string[] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`, '--'];
  }

  /** The kernel's network tables as seen inside. */
  get tables(): string {
    return `/proc/${this.pid}/net`;
  }

  /** Carries out `ip` commands inside, one per line. */
  async configure(lines: readonly string[]): Promise<void> {
    await runTool([...this.prefix, 'ip', '-batch', '-'], lines.join('\n'));
  }

  async release(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await gone;
  }
}

function readNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}
