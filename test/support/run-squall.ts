import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunResult } from '../../src/storage/result.js';
import { builtFile } from '../../src/system/package-root.js';
import { waitFor } from './wait-for.js';

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** What the command has written to standard error so far. */
  stderr(): string;
  /** Waits until a condition holds; fails when the run ends before it does. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Processes of this run that are still there. */
  leftBehind(): number[];
  /** Waits until all of them are gone: the kernel may take a moment to clear away what has ended. */
  gone(): Promise<void>;
  readonly finished: Promise<Finished>;
}

/** Starts the built command. */
export function startSquall(args: readonly string[], cwd?: string): Running {
  const mark = randomUUID();
  const child = spawn(process.execPath, [builtFile('src/main.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Inherited by every process of the run, so that those left behind can be told from anybody else's.
    env: { ...process.env, [markVariable]: mark, NO_COLOR: '1' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  return {
    pid: child.pid ?? 0,
    stderr: () => stderr,
    until: async (condition, what) => {
      await waitFor(() => condition() || child.exitCode !== null, what);
      if (!condition()) throw new Error(`the run ended without ${what}: ${stderr}`);
    },
    leftBehind: () => findMarked(mark),
    gone: () => waitFor(() => findMarked(mark).length === 0, `the end of every process: ${findMarked(mark)}`),
    finished: once(child, 'close').then(([status]) => ({ status: status as number | null, stdout, stderr })),
  };
}

/** Runs the built command to its end. */
export function runSquall(args: readonly string[], cwd?: string): Promise<Finished> {
  return startSquall(args, cwd).finished;
}

/** A folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface ScenarioRun extends Finished {
  readonly result: RunResult;
  /** The run's folder. */
  readonly directory: string;
  /** Folder that results and reports were written below. */
  readonly folder: string;
}

/** Writes a scenario, runs it and reads its result. */
export async function runScenario(yaml: string, ...args: readonly string[]): Promise<ScenarioRun> {
  const folder = makeFolder();
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, yaml);
  const finished = await runSquall(['run', file, '--no-floor', ...args], folder);
  const directory = findRunDirectory(folder, finished);
  return { ...finished, ...readResult(directory), directory, folder };
}

export function findRunDirectory(folder: string, { stderr }: Finished): string {
  const results = join(folder, 'results');
  const [run] = existsSync(results) ? readdirSync(results) : [];
  if (run === undefined) throw new Error(`no result was written: ${stderr}`);
  return join(results, run);
}

export function readResult(directory: string): { result: RunResult } {
  return { result: JSON.parse(readFileSync(join(directory, 'result.json'), 'utf8')) as RunResult };
}

const markVariable = 'SQUALL_TEST_RUN';

function findMarked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readEnvironment(pid).includes(`${markVariable}=${mark}`))
    .map(Number);
}

function readEnvironment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
