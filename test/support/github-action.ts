import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../src/system/package-root.js';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface ActionRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Names of the steps that ran a script. */
  readonly steps: readonly string[];
}

/** What expressions of the action stand for; one that is not here fails the test. */
export type Expressions = Readonly<Record<string, string>>;

export function readAction(): Action {
  return parse(readFileSync(join(packageRoot, 'action.yml'), 'utf8')) as Action;
}

/**
 * Runs the shell steps of `action.yml` as the runner does: bash with `-eo pipefail`, inputs through the environment, outputs through a file.
 * Steps that use another action need GitHub and are passed over.
 * @param conditions what the steps' conditions come to
 */
export function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  conditions: Expressions,
  environment: Readonly<Record<string, string>> = {},
): ActionRun {
  const action = readAction();
  const outputs = join(folder, 'github-output');
  writeFileSync(outputs, '');
  const defaults = Object.entries(action.inputs).map(
    ([name, { default: value = '' }]) => [name, value] as const,
  );
  const expressions = new Map<string, string>([
    ...defaults.map(
      ([name, value]) => [`inputs.${name}`, value.startsWith('${{') ? 'token' : value] as const,
    ),
    ...Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value] as const),
    ['github.action_path', packageRoot],
    ['github.event.pull_request.number', '7'],
  ]);
  const told = { status: 0 as number | null, stdout: '', stderr: '', steps: [] as string[] };
  for (const step of action.runs.steps) {
    if (step.run === undefined || !isMet(step.if, conditions)) continue;
    told.steps.push(step.name);
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, expressions)]),
    );
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          NO_COLOR: '1',
          GITHUB_ACTIONS: 'true',
          GITHUB_OUTPUT: outputs,
          ...environment,
          ...env,
        },
      },
    );
    told.stdout += stdout;
    told.stderr += stderr;
    told.status = status;
    if (status !== 0) break;
    for (const [name, value] of readOutputs(outputs))
      expressions.set(`steps.${step.id}.outputs.${name}`, value);
  }
  return told;
}

function isMet(condition: string | undefined, conditions: Expressions): boolean {
  if (condition === undefined) return true;
  const answer = conditions[condition];
  if (answer === undefined) throw new Error(`nothing says what ${condition} comes to`);
  return answer === 'true';
}

function evaluate(value: string, expressions: ReadonlyMap<string, string>): string {
  return value.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => {
    const known = expressions.get(name);
    if (known === undefined) throw new Error(`nothing says what ${name} is`);
    return known;
  });
}

function readOutputs(file: string): [string, string][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}
