import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../src/storage/result.js';
import { builtFile } from '../src/system/package-root.js';
import type { ProofBench, ProofRun } from './proof-row.js';

/** Gives `use` a bench with a folder of its own, which is removed afterwards. */
export async function withBench<T>(use: (bench: ProofBench) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'squall-proof-'));
  try {
    return await use({
      directory,
      run: (scenarioYaml, ...args) => runScenario(directory, scenarioYaml, args),
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runScenario(parent: string, yaml: string, args: readonly string[]): Promise<ProofRun> {
  const folder = await mkdtemp(join(parent, 'run-'));
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, yaml);
  const child = spawn(process.execPath, [builtFile('src/main.js'), 'run', file, '--no-floor', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  const [run] = await readdir(join(folder, 'results')).catch(() => []);
  if (run === undefined) throw new Error(`the scenario gave no result: ${stderr}`);
  const directory = join(folder, 'results', run);
  const result = JSON.parse(await readFile(join(directory, 'result.json'), 'utf8')) as RunResult;
  return { status: status ?? 1, stderr, result, directory };
}
