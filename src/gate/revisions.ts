import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { SquallError } from '../errors.js';
import { ShellCommand } from '../workers/shell-command.js';

const execute = promisify(execFile);

/** A revision checked out beside the working copy and built. */
export interface BuiltRevision {
  /** Full id of the commit. */
  readonly commit: string;
  /** The folder in it that corresponds to the one the gate was called in. */
  readonly folder: string;
}

/** How long a build may take, milliseconds. */
const longestBuildMs = 30 * 60_000;

/**
 * Checks revisions out into a temporary folder and builds them there, one after the other. The working copy is not touched.
 * @param folder in the repository; builds and servers run in the same place of each revision
 * @param build a shell command; undefined: there is nothing to build
 */
export class RevisionFolder {
  readonly #repository: string;
  readonly #inside: string;
  readonly #temporary: string;
  readonly #signal: AbortSignal;
  readonly #made: string[] = [];

  private constructor(repository: string, inside: string, temporary: string, signal: AbortSignal) {
    this.#repository = repository;
    this.#inside = inside;
    this.#temporary = temporary;
    this.#signal = signal;
  }

  /** @throws SquallError SQUALL_REVISION outside of a repository */
  static async open(folder: string, signal: AbortSignal): Promise<RevisionFolder> {
    const root = await git(folder, ['rev-parse', '--show-toplevel'], `${folder} is not in a git repository`);
    const temporary = await mkdtemp(join(tmpdir(), 'squall-gate-'));
    return new RevisionFolder(root, relative(root, folder), temporary, signal);
  }

  /**
   * @throws SquallError SQUALL_REVISION naming the revision and what went wrong
   * @throws the signal's reason when it was interrupted
   */
  async build(revision: string, build: string | undefined): Promise<BuiltRevision> {
    const missing = `there is no revision ${revision}`;
    // The end of options: a revision is never read as one.
    const wanted = ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`];
    const commit = await git(this.#repository, wanted, missing);
    const tree = join(this.#temporary, `${this.#made.length + 1}-${commit.slice(0, 12)}`);
    this.#made.push(tree);
    const checkOut = ['worktree', 'add', '--detach', '--force', tree, commit];
    await git(this.#repository, checkOut, `${revision} cannot be checked out`);
    const folder = join(tree, this.#inside);
    if (build !== undefined) await this.#runBuild(build, folder, revision);
    return { commit, folder };
  }

  /** Takes all revisions away again; what cannot be removed is left to the system's temporary folder. */
  async close(): Promise<void> {
    for (const tree of this.#made) {
      await git(this.#repository, ['worktree', 'remove', '--force', tree], '').catch(() => undefined);
    }
    await rm(this.#temporary, { recursive: true, force: true });
    await git(this.#repository, ['worktree', 'prune'], '').catch(() => undefined);
  }

  /** In a process group of its own, which ends as a whole with the gate: what a build starts is not left behind. */
  async #runBuild(build: string, folder: string, revision: string): Promise<void> {
    if (!existsSync(folder)) {
      throw refuse(
        `${revision} cannot be built`,
        `it has no folder ${this.#inside}, in which the gate was called`,
      );
    }
    const command = new ShellCommand(build, { folder, variables: {} });
    const kill = (): void => command.kill('SIGKILL');
    // A second interrupt ends this process without waiting for anything.
    process.once('exit', kill);
    const cut = AbortSignal.any([this.#signal, AbortSignal.timeout(longestBuildMs)]);
    const end = (): void => void command.end();
    cut.addEventListener('abort', end);
    if (cut.aborted) end();
    await command.exited;
    // Whatever the build has left in the background has no business beside a measurement.
    kill();
    cut.removeEventListener('abort', end);
    process.off('exit', kill);
    command.release();
    this.#signal.throwIfAborted();
    const failure = cut.aborted ? `it took longer than ${longestBuildMs / 60_000} min` : command.failure;
    if (failure !== undefined) throw refuse(`${revision} cannot be built with \`${build}\``, failure);
  }
}

async function git(folder: string, args: readonly string[], problem: string): Promise<string> {
  try {
    const { stdout } = await execute('git', ['-C', folder, ...args]);
    return stdout.trim();
  } catch (error) {
    throw explain(error, problem);
  }
}

function explain(error: unknown, problem: string): SquallError {
  const { stderr = '', message } = error as Error & { stderr?: string };
  return refuse(problem, (stderr.trim() === '' ? message : stderr).trim().split('\n').at(-1) ?? '');
}

function refuse(problem: string, words: string): SquallError {
  const remedy = 'correct the revision or the command, and try them by hand in a fresh clone';
  return new SquallError('SQUALL_REVISION', `${problem}: ${words.slice(0, 300)}`, remedy);
}
