import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process group gets between SIGTERM and SIGKILL, milliseconds. */
const endWithinMs = 3_000;

/** How much of what a command has said is kept, characters: a reason may stand above a long stack. */
const mostWords = 16_000;

export interface ShellSettings {
  readonly folder: string;
  /** Added to the environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A shell command of the user's with everything it starts: one process group, which can be ended as a whole. */
export class ShellCommand {
  readonly #child: ChildProcess;
  readonly exited: Promise<unknown>;
  #lastWords = '';

  constructor(command: string, { folder, variables }: ShellSettings) {
    this.#child = spawn('/bin/sh', ['-c', command], {
      cwd: folder,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: an interrupt at the terminal is for the coordinator, which ends commands in order.
      detached: true,
    });
    // `exit`, not `close`: a service that was put into the background keeps the pipes open.
    this.exited = once(this.#child, 'exit').catch(() => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.#lastWords = (this.#lastWords + text.toString()).slice(-mostWords);
      });
    }
    this.#child.on('error', () => undefined);
  }

  /** Of the shell; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Undefined while it runs, and when it ended well; else how it ended. */
  get failure(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (this.running || exitCode === 0) return undefined;
    const words = findReason(this.#lastWords);
    return `${signalCode ?? `status ${exitCode}`}${words === '' ? '' : `: ${words.slice(0, 200)}`}`;
  }

  /** Lets go of its output, so that what it put into the background does not keep this process alive. */
  release(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** Signals the whole group. */
  kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  /** Ends the group in order, by force if it does not follow; resolves with which of the two it was. */
  async end(): Promise<'in-order' | 'forced'> {
    if (!this.running) return 'in-order';
    this.kill('SIGTERM');
    const isOver = await Promise.race([
      this.exited.then(() => true),
      sleep(endWithinMs, false, { ref: false }),
    ]);
    this.kill('SIGKILL');
    await this.exited;
    return isOver ? 'in-order' : 'forced';
  }
}

/** The line that tells why a command failed: the first that speaks of an error, as before a stack, or else the last. */
export function findReason(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /(?:Error|Exception|\berror|\bERR!)(?=\W|$)/.test(line)) ?? lines.at(-1) ?? '';
}
