import { resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { keyOfTrial } from '../analysis/gate/baseline-trials.js';
import { defaultGatedNames } from '../analysis/gate/gated-metrics.js';
import { makeBaseline, writeBaseline } from '../analysis/gate/make-baseline.js';
import { ExitStatus, SquallError } from '../errors.js';
import { runOnce } from '../gate/run-once.js';
import { renderBaseline, renderBaselineList } from '../render/gate/baseline-table.js';
import { startProgress } from '../render/progress.js';
import {
  type Baseline,
  baselineFolder,
  baselinePath,
  listBaselines,
  prepareBaselines,
  readBaseline,
  writeBaselineText,
} from '../storage/baseline.js';
import type { RunResult } from '../storage/result.js';
import { requireLinux } from '../system/require-linux.js';
import { adjustPlan } from './adjust-plan.js';
import { catchInterrupts } from './catch-interrupts.js';
import { checkCount } from './check-count.js';
import { readGateMetrics } from './read-gate-metrics.js';
import { readGateSubject } from './read-gate-subject.js';

interface BaselineArguments {
  action: 'save' | 'show' | 'list';
  subject: string[];
  baselines: string;
  results: string;
  runs: number;
  metric: string | undefined;
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
      describe: 'save: a scenario, or folders of its runs. show: a name or a file',
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
    .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
    .example('$0 baseline save my.yaml', 'run it twice and keep what is exact')
    .example('$0 baseline save results/a results/b', 'from runs that are there')
    .example('$0 baseline list', 'what is saved, and for which scenario');
}

async function baseline(args: BaselineArguments): Promise<void> {
  switch (args.action) {
    case 'save':
      return save(args);
    case 'show':
      return show(args);
    case 'list':
      return list(args);
  }
}

async function save({ subject, baselines, results, runs, metric, json }: BaselineArguments): Promise<void> {
  const metrics = [...new Set([...defaultGatedNames, ...readGateMetrics(metric)])];
  checkCount('runs', runs, 1, 50);
  const { plan, results: stored } = await readGateSubject(subject);
  await prepareBaselines(baselines);
  const made = stored.length > 0 ? stored : await runSeveral(adjustPlan(plan, { only: [] }), results, runs);
  if (made === undefined) return;
  const saved = makeBaseline(plan, made, new Date().toISOString(), metrics);
  const file = baselinePath(baselines, plan.name);
  await writeBaselineText(file, writeBaseline(saved));
  if (json) process.stdout.write(writeBaseline(saved));
  else process.stdout.write(`${renderBaseline(saved, file)}\nsaved: ${file}\n`);
}

/** @returns undefined when it was interrupted */
async function runSeveral(
  plan: Parameters<typeof runOnce>[0]['plan'],
  results: string,
  runs: number,
): Promise<RunResult[] | undefined> {
  requireLinux();
  const interrupts = catchInterrupts('ending the run; no baseline is saved');
  const progress = startProgress();
  const made: RunResult[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      const { signal } = interrupts;
      const { result } = await runOnce({
        plan,
        resultsDirectory: resolve(results),
        signal,
        emit: progress.emit,
      });
      if (signal.aborted) {
        process.exitCode = ExitStatus.interrupted;
        return undefined;
      }
      made.push(result);
    }
    return made;
  } finally {
    progress.stop();
    interrupts.release();
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
  const file = name.endsWith('.json') ? name : baselinePath(baselines, name);
  const saved = await readBaseline(file);
  process.stdout.write(json ? writeBaseline(saved) : `${renderBaseline(saved, file)}\n`);
}

async function list({ baselines, json }: BaselineArguments): Promise<void> {
  const files = (await listBaselines(baselines)).map((name) => baselinePath(baselines, name));
  const all: { file: string; baseline: Baseline }[] = [];
  for (const file of files) all.push({ file, baseline: await readBaseline(file) });
  if (json) {
    const lines = all.map(({ file, baseline: { name, savedAt, scenario, versions, trials } }) => ({
      file,
      name,
      savedAt,
      scenario,
      versions,
      trials: trials.map(keyOfTrial),
    }));
    process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  } else process.stdout.write(renderBaselineList(all, baselines));
}
