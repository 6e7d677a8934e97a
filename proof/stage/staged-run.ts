import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunResult } from '../../src/storage/result.js';
import { builtFile } from '../../src/system/package-root.js';

/** A run that something can be done to while it goes on. */
export interface StagedRun {
  readonly pid: number;
  /** Resolves once the run has told of a phase; fails when the run ended before. */
  inPhase(name: string): Promise<void>;
  /** Waits for one of the run's processes; fails when there is none within two minutes. */
  findProcess(role: RunRole): Promise<RunProcess>;
  readonly ended: Promise<EndedRun>;
}

export type RunRole = 'load' | 'publisher' | 'server';

export interface RunProcess {
  readonly pid: number;
  readonly commandLine: readonly string[];
}

export interface EndedRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The run's folder, undefined when it was refused. */
  readonly directory: string | undefined;
  readonly result: RunResult | undefined;
}

/** How to start a run: `wrapper` is a command that starts another one, such as `prlimit --nofile=200`. */
export interface StageSettings {
  readonly wrapper?: readonly string[];
  readonly args?: readonly string[];
}

/** Starts the built command on a scenario, in a new folder below `parent`. */
export async function startStagedRun(
  parent: string,
  yaml: string,
  { wrapper = [], args = [] }: StageSettings = {},
): Promise<StagedRun> {
  const folder = await mkdtemp(join(parent, 'run-'));
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, yaml);
  const [program = process.execPath, ...rest] = [
    ...wrapper,
    process.execPath,
    builtFile('src/main.js'),
    'run',
    file,
    '--no-floor',
    ...args,
  ];
  const child = spawn(program, rest, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const pid = child.pid ?? 0;
  const ended = once(child, 'close').then(async ([status]) => ({
    status: status as number | null,
    stdout,
    stderr,
    ...(await readResult(join(folder, 'results'))),
  }));
  const waitUntil = async <T>(
    find: () => Promise<T | undefined> | T | undefined,
    what: string,
  ): Promise<T> => {
    for (let look = 0; look < mostLooks; look++) {
      const found = await find();
      if (found !== undefined) return found;
      if (child.exitCode !== null) break;
      await sleep(lookEveryMs);
    }
    throw new Error(`the run showed no ${what}: ${stderr}`);
  };
  return {
    pid,
    inPhase: async (name) => {
      await waitUntil(() => (stderr.includes(` s ${name}\n`) ? true : undefined), `phase ${name}`);
    },
    findProcess: (role) => waitUntil(() => findDescendant(pid, role), `${role} process`),
    ended,
  };
}

const lookEveryMs = 10;
const mostLooks = 12_000;

const marksOfRole: Readonly<Record<RunRole, readonly [string, string]>> = {
  load: ['worker-main.js', 'load'],
  publisher: ['worker-main.js', 'publisher'],
  server: ['main.js', 'serve'],
};

/** Searches the processes below one, as `/proc/PID/task/TID/children` lists them (proc(5)). */
async function findDescendant(pid: number, role: RunRole): Promise<RunProcess | undefined> {
  const [program, word] = marksOfRole[role];
  for (const child of await listChildren(pid)) {
    const commandLine = (await readText(`/proc/${child}/cmdline`)).split('\0');
    if (commandLine[1]?.endsWith(program) && commandLine[2] === word) return { pid: child, commandLine };
    const below = await findDescendant(child, role);
    if (below !== undefined) return below;
  }
  return undefined;
}

async function listChildren(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readText(`/proc/${pid}/task/${thread}/children`)));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function readResult(folder: string): Promise<Pick<EndedRun, 'directory' | 'result'>> {
  const [run] = await readdir(folder).catch(() => []);
  if (run === undefined) return { directory: undefined, result: undefined };
  const directory = join(folder, run);
  const text = await readFile(join(directory, 'result.json'), 'utf8');
  return { directory, result: JSON.parse(text) as RunResult };
}
