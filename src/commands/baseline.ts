import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { keyOfTrial } from '../analysis/gate/baseline-trials.js';
import { writeBaseline } from '../analysis/gate/make-baseline.js';
import { SquallError } from '../errors.js';
import { type ListedBaseline, renderBaseline, renderBaselineList } from '../render/gate/baseline-table.js';
import { baselineFolder, baselinePath, listBaselines, readBaseline } from '../storage/baseline.js';
import { isResult } from './is-result.js';
import { readGateSubject } from './read-gate-subject.js';
import { saveBaseline } from './save-baseline.js';

export interface BaselineArguments {
  action: 'save' | 'show' | 'list';
  subject: string[];
  baselines: string;
  results: string;
  runs: number;
  metric: string | undefined;
  replace: boolean;
  json: boolean;
}

export const baselineCommand: CommandModule<object, BaselineArguments> = {
  command: 'baseline <action> [subject..]',
  describe: 'Save what later runs are gated against, or show what is saved',
  builder: (args) => addOptions(args),
  handler: baseline,
};

function addOptions(args: Argv): Argv<BaselineArguments> {
  return args
    .positional('action', {
      choices: ['save', 'show', 'list'] as const,
      demandOption: true,
      describe: 'save: of a scenario, which is run, or of stored runs. show: one. list: all',
    })
    .positional('subject', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'save: a scenario, or folders of its runs. show: a name, a file, or a scenario',
    })
    .option('baselines', { type: 'string', default: baselineFolder, describe: 'Folder of the baselines' })
    .option('results', { type: 'string', default: 'results', describe: 'Folder for what is measured' })
    .option('runs', {
      type: 'number',
      default: 2,
      describe:
        'save: how often to run the scenario; only figures that are the same each time are gated as exact',
    })
    .option('metric', {
      type: 'string',
      describe: 'save: further metrics to keep values of, separated by commas, for `squall gate --metric`',
    })
    .option('replace', {
      type: 'boolean',
      default: false,
      describe: 'save: also over the baseline of another scenario file, or one of more trials',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
    .example('$0 baseline save my.yaml', 'run it twice and keep what is exact')
    .example('$0 baseline save results/a results/b', 'from runs that are there')
    .example('$0 baseline list', 'what is saved, and for which scenario');
}

async function baseline(args: BaselineArguments): Promise<void> {
  switch (args.action) {
    case 'save':
      return saveBaseline(args);
    case 'show':
      return show(args);
    case 'list':
      return list(args);
  }
}

/** A name, a file of a baseline, or what `save` and `gate` take: a scenario or a run of one. */
async function findBaseline(name: string, baselines: string): Promise<string> {
  const file = baselinePath(baselines, name);
  if (await isFile(file)) return file;
  if (name.endsWith('.json') && basename(name) !== 'result.json') return name;
  if (!/\.ya?ml$/.test(name) && !(await isResult(name))) return file;
  return baselinePath(baselines, (await readGateSubject([name])).plan.name);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function show({ subject, baselines, json }: BaselineArguments): Promise<void> {
  const [name, more] = subject;
  if (name === undefined || more !== undefined) {
    throw new SquallError(
      'SQUALL_USAGE',
      'show takes one baseline',
      'name it; `squall baseline list` has all',
    );
  }
  const file = await findBaseline(name, baselines);
  const saved = await readBaseline(file);
  process.stdout.write(json ? writeBaseline(saved) : `${renderBaseline(saved, file)}\n`);
}

/** All that can be read, whatever is wrong with one of them; then that one decides over the exit status. */
async function list({ baselines, json }: BaselineArguments): Promise<void> {
  const all: ListedBaseline[] = [];
  for (const name of await listBaselines(baselines))
    all.push(await readListed(baselinePath(baselines, name)));
  process.stdout.write(
    json ? `${JSON.stringify(all.map(describeListed), null, 2)}\n` : renderBaselineList(all, baselines),
  );
  const failed = all.find((listed) => 'error' in listed);
  if (failed !== undefined && 'error' in failed) process.exitCode = failed.error.exit;
}

async function readListed(file: string): Promise<ListedBaseline> {
  try {
    return { file, baseline: await readBaseline(file) };
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    return { file, error };
  }
}

function describeListed(listed: ListedBaseline): Record<string, unknown> {
  const { file } = listed;
  if ('error' in listed) return { file, error: { code: listed.error.code, message: listed.error.message } };
  const { name, savedAt, scenario, versions, trials } = listed.baseline;
  return { file, name, savedAt, scenario, versions, trials: trials.map(keyOfTrial) };
}
