import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SquallError } from '../errors.js';
import { freezeProcess, type Thaw } from '../system/freeze-process.js';
import { builtFile } from '../system/package-root.js';
import type { ReadyLine, ServerLine, StatsLine } from '../wire/protocol.js';

/** How long a server may take from `listen` to ready, milliseconds. */
const readyWithinMs = 10_000;
/** How long a server may take to stop in order before it is killed, milliseconds. */
export const stopWithinMs = 3_000;

/**
 * One life of a reference server: a child process that has loaded everything and listens when told to. So a planned
 * downtime ends when it is due, not a process start later.
 */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #onStats: (stats: StatsLine) => void;
  #ready: ((line: ReadyLine) => void) | undefined;
  #lastWords = '';
  #thaw: Thaw | undefined;

  /** @param prefix command and arguments that run the command after them where the server belongs */
  constructor(
    serveArguments: readonly string[],
    onStats: (stats: StatsLine) => void,
    prefix: readonly string[] = [],
  ) {
    this.#onStats = onStats;
    const serve = [process.execPath, builtFile('src/main.js'), 'serve', ...serveArguments];
    const [program = process.execPath, ...args] = [...prefix, ...serve, '--json', '--standby'];
    this.#child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Its own process group: an interrupt at the terminal is for the coordinator, which ends the servers in order.
      detached: true,
    });
    this.#exited = once(this.#child, 'exit').catch(() => undefined);
    this.#child.on('error', () => undefined);
    this.#child.stdin?.on('error', () => undefined);
    if (this.#child.stdout) createInterface(this.#child.stdout).on('line', (line) => this.#read(line));
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#lastWords = (this.#lastWords + text.toString()).slice(-2_000);
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  /**
   * Lets the server listen.
   * @param warmUpUs how long after that it is to accept its first connection
   * @throws SquallError SQUALL_SERVER_START with the server's own words
   */
  async listen(warmUpUs = 0): Promise<ReadyLine> {
    const ready = new Promise<ReadyLine>((resolve) => {
      this.#ready = resolve;
    });
    this.#child.stdin?.write(warmUpUs === 0 ? 'listen\n' : `listen warm-up=${warmUpUs}us\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), readyWithinMs);
    });
    const line = await Promise.race([ready, late, this.#exited.then(() => undefined)]);
    clearTimeout(timer);
    if (line !== undefined) return line;
    this.kill('SIGKILL');
    const words = this.#lastWords.trim().split('\n').at(-1) ?? '';
    throw new SquallError(
      'SQUALL_SERVER_START',
      `the reference server did not become ready${words === '' ? '' : `: ${words}`}`,
      'run `squall serve` with the same options to see why',
    );
  }

  /** Stops the process where it stands; what it returns has it go on. Undefined when it is gone. */
  async freeze(): Promise<Thaw | undefined> {
    const { pid } = this.#child;
    if (pid === undefined || !this.running) return undefined;
    this.#thaw = await freezeProcess(pid);
    void this.#exited.then(this.#thaw);
    return this.#thaw;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.running) this.#child.kill(signal);
  }

  /** Ends the process in order, by force if it does not follow; resolves with which of the two it was. */
  async stop(): Promise<'in-order' | 'forced'> {
    this.kill('SIGTERM');
    // A process that is stopped takes no notice of it.
    this.#thaw?.();
    let outcome: 'in-order' | 'forced' = 'in-order';
    const timer = setTimeout(() => {
      outcome = 'forced';
      this.kill('SIGKILL');
    }, stopWithinMs);
    if (this.running) await this.#exited;
    clearTimeout(timer);
    return outcome;
  }

  #read(text: string): void {
    const line = parseLine(text);
    if (line?.event === 'ready') this.#ready?.(line);
    else if (line?.event === 'stats') this.#onStats(line);
  }
}

function parseLine(text: string): ServerLine | undefined {
  try {
    return JSON.parse(text) as ServerLine;
  } catch {
    return undefined;
  }
}
