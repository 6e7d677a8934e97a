import type { CommandModule } from 'yargs';
import { ExitStatus, SquallError } from '../errors.js';
import { formatUs } from '../render/format.js';
import { loadPlan } from '../scenario/load-plan.js';
import type { Plan, PlanNotice } from '../scenario/scenario.js';
import { planTrialLengthUs } from '../workers/trial-length.js';

interface ValidateArguments {
  files: string[];
  json: boolean;
}

export const validateCommand: CommandModule<object, ValidateArguments> = {
  command: 'validate <files..>',
  describe: 'Check scenario files without running them',
  builder: (args) =>
    args
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Scenario files, or names of shipped ones',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print the findings, trials and labels as JSON',
      })
      .example('$0 validate my.yaml', 'what is wrong with it, or how long it will take')
      .example('$0 validate scenarios/*.yaml --json', 'every trial with its labels, for a script'),
  handler: validate,
};

/** What there is to say about one file. */
export type ValidationOutcome =
  | { readonly file: string; readonly plan: Plan }
  | { readonly file: string; readonly error: SquallError };

async function validate({ files, json }: ValidateArguments): Promise<void> {
  const outcomes = await checkFiles(files);
  if (json) process.stdout.write(renderOutcomesAsJson(outcomes));
  else {
    process.stdout.write(renderPassed(outcomes));
    process.stderr.write(renderFailed(outcomes));
  }
  if (outcomes.some((outcome) => 'error' in outcome)) process.exitCode = ExitStatus.badInput;
}

/** Checks every file, however many of them are wrong. */
export async function checkFiles(files: readonly string[]): Promise<ValidationOutcome[]> {
  const outcomes: ValidationOutcome[] = [];
  for (const file of files) {
    try {
      outcomes.push({ file, plan: await loadPlan(file) });
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      outcomes.push({ file, error });
    }
  }
  return outcomes;
}

/** A line for every file that can be run, and one for everything to be known about it. */
export function renderPassed(outcomes: readonly ValidationOutcome[]): string {
  const lines = outcomes.flatMap((outcome) => {
    if ('error' in outcome) return [];
    const { file, trials, notices } = outcome.plan;
    const amount = `${trials.length} ${trials.length === 1 ? 'trial' : 'trials'}`;
    const length = formatUs(estimateLengthUs(outcome.plan));
    return [`${file}: OK, ${amount}, about ${length}`, ...notices.map(writeNotice)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** A line for every mistake of every file that cannot be run. */
export function renderFailed(outcomes: readonly ValidationOutcome[]): string {
  return outcomes
    .flatMap((outcome) => ('error' in outcome ? outcome.error.toLines() : []))
    .map((line) => `squall: ${line}\n`)
    .join('');
}

export function renderOutcomesAsJson(outcomes: readonly ValidationOutcome[]): string {
  const files = outcomes.map((outcome) => {
    if ('error' in outcome) {
      const { file, error } = outcome;
      return { file, valid: false, error: toPlain(error), others: error.others.map(toPlain) };
    }
    const { plan } = outcome;
    const trials = plan.trials.map(({ id, labels, repeat }) => ({ id, labels, repeat }));
    const { name, notices } = plan;
    return { file: plan.file, valid: true, name, estimatedUs: estimateLengthUs(plan), notices, trials };
  });
  return `${JSON.stringify(files, null, 2)}\n`;
}

function toPlain({ code, message, remedy, place }: SquallError): object {
  return { code, message, remedy, ...place };
}

function estimateLengthUs({ trials }: Plan): number {
  return trials.reduce((sum, { scenario }) => sum + planTrialLengthUs(scenario), 0);
}

function writeNotice({ message, remedy, place: { file, line, column, key } }: PlanNotice): string {
  return `${file}:${line}:${column}: ${key}: note: ${message}; ${remedy}`;
}
