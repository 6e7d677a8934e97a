import { resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { describeAdvice } from '../analysis/advice/advice-file.js';
import { type Advice, buildAdvicePage } from '../analysis/advice/build-advice.js';
import { rankTransports } from '../analysis/advice/rank-transports.js';
import { adviseOnStorm } from '../analysis/advice/storm-advice.js';
import { ExitStatus, SquallError } from '../errors.js';
import { renderAdviceText } from '../render/advice-text.js';
import { wantsColours } from '../render/wants-colours.js';
import { writeAdvice } from '../render/write-advice.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { loadRun } from '../storage/read-run.js';
import { type AdviseArguments, addAdviseOptions } from './advise-options.js';
import { isResult } from './is-result.js';
import { type Question, readQuestion } from './read-question.js';
import { runSweep, runTransports, type SweptRuns } from './run-sweep.js';

export const adviseCommand: CommandModule<object, AdviseArguments> = {
  command: 'advise <subject..>',
  describe: 'Find the reconnect window and the transport that keep within stated limits',
  builder: (args: Argv) => addAdviseOptions(args),
  handler: advise,
};

async function advise(args: AdviseArguments): Promise<void> {
  const stored = (await namesResults(args.subject)) ? await loadAll(args.subject) : undefined;
  const question = await readQuestion(args, stored);
  const swept = stored === undefined ? await measure(args, question) : undefined;
  const runs = stored ?? swept?.runs ?? [];
  if (runs.length === 0) {
    process.stderr.write('squall: interrupted before the first trial had measured anything\n');
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  const advice = decide(runs, question);
  await tell(advice, args);
  process.exitCode = chooseStatus(advice, swept?.interrupted ?? false);
}

/** Without limits only the transport is asked for, and windows need not be swept. */
function measure(args: AdviseArguments, { limits }: Question): Promise<SweptRuns> {
  return limits.length === 0 ? runTransports(args) : runSweep(args, limits);
}

function decide(runs: readonly LoadedRun[], { limits, requirements }: Question): Advice {
  return {
    runs,
    limits,
    storms: limits.length === 0 ? [] : adviseOnStorm(runs, limits),
    transports:
      requirements === undefined ? undefined : { requirements, ranked: rankTransports(runs, requirements) },
  };
}

async function loadAll(paths: readonly string[]): Promise<LoadedRun[]> {
  const runs: LoadedRun[] = [];
  for (const path of paths) runs.push(await loadRun(path));
  return runs;
}

/** Stored results are folders or JSON files; anything else is a scenario, and there can be one only. */
async function namesResults(subjects: readonly string[]): Promise<boolean> {
  const stored = await Promise.all(subjects.map(isResult));
  if (stored.every((is) => is)) return true;
  if (subjects.length === 1) return false;
  throw new SquallError(
    'SQUALL_USAGE',
    'advice is drawn from one scenario or from stored results',
    'name one scenario file, or folders under results/',
  );
}

async function tell(advice: Advice, args: AdviseArguments): Promise<void> {
  const page = buildAdvicePage(advice);
  const first = advice.runs[0];
  const folder = args.out ?? resolve(args.reports, first?.result.run.id ?? 'advice');
  const files = await writeAdvice(advice, page, folder, args.out === undefined ? '--reports' : '--out');
  if (args.json) {
    process.stdout.write(`${JSON.stringify(describeAdvice(advice))}\n`);
    return;
  }
  process.stdout.write(`${renderAdviceText(page, { colours: wantsColours(process.stdout) })}\n`);
  for (const { result, directory } of advice.runs)
    process.stdout.write(`result: ${directory} (${result.run.name})\n`);
  for (const file of files) process.stdout.write(`advice: ${file}\n`);
}

/** "None of these" is a failed threshold to a script; an advice without a valid trial is an invalid run. */
function chooseStatus({ storms, transports }: Advice, interrupted: boolean): ExitStatus {
  if (interrupted) return ExitStatus.interrupted;
  const choices = storms.map(({ choice }) => choice);
  const first = transports?.ranked[0];
  const isUnknown =
    choices.some(({ best, refused }) => best === undefined && refused.length === 0) ||
    (first !== undefined && first.group === undefined);
  if (isUnknown) return ExitStatus.runInvalid;
  const isMet = choices.every(({ best }) => best !== undefined) && (first === undefined || first.meets);
  return isMet ? ExitStatus.ok : ExitStatus.thresholdFailed;
}
