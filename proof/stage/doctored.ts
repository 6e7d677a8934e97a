import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile } from '../../src/system/package-root.js';

/** What `squall doctor --json` says of a scenario's first trial. */
export interface Diagnosis {
  readonly status: number | null;
  readonly clients: number | null;
  readonly first: string | null;
  /** Clients that one limit carries. */
  carries(limit: string): number | null;
}

/** Asks the doctor about a scenario, under the same limits as a run started with the same wrapper. */
export function askDoctor(
  parent: string,
  yaml: string,
  wrapper: readonly string[] = [],
  args: readonly string[] = [],
): Diagnosis {
  const file = join(mkdtempSync(join(parent, 'doctor-')), 'scenario.yaml');
  writeFileSync(file, yaml);
  const [program = process.execPath, ...rest] = [
    ...wrapper,
    process.execPath,
    builtFile('src/main.js'),
    'doctor',
    file,
    '--json',
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  if (stdout === '') throw new Error(`the doctor said nothing: ${stderr}`);
  const { trials } = JSON.parse(stdout) as {
    trials: {
      clients: number | null;
      first: string | null;
      findings: { limit: string; carries: number | null }[];
    }[];
  };
  const [trial] = trials;
  if (trial === undefined) throw new Error('the doctor saw no trial');
  return {
    status,
    clients: trial.clients,
    first: trial.first,
    carries: (limit) => trial.findings.find((finding) => finding.limit === limit)?.carries ?? null,
  };
}
