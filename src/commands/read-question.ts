import { type Limit, limitsOfThresholds, readLimits } from '../analysis/advice/limit.js';
import { readRequirements } from '../analysis/advice/read-requirements.js';
import type { Requirements } from '../analysis/advice/requirements.js';
import { SquallError } from '../errors.js';
import { readScenarioFile } from '../scenario/load-plan.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { readFileText } from '../system/read-file-text.js';
import type { AdviseArguments } from './advise-options.js';

/** What an advice is asked for. */
export interface Question {
  /** Which reconnect window keeps these; empty when only the transport is asked for. */
  readonly limits: readonly Limit[];
  /** Which transport does this; undefined when it is not asked for. */
  readonly requirements: Requirements | undefined;
}

/**
 * Reads what the command line asks. Where it states no limit and does not ask for the transport, the thresholds of the scenario
 * are the limits.
 * @param runs stored results; undefined: the subject is a scenario
 * @throws SquallError SQUALL_USAGE when nothing is asked, or what is wrong with a limit or requirement
 */
export async function readQuestion(
  args: AdviseArguments,
  runs: readonly LoadedRun[] | undefined,
): Promise<Question> {
  const stated = readLimits(args);
  const requirements = await readNeeds(args);
  if (stated.length > 0 || requirements !== undefined) return { limits: stated, requirements };
  const limits = await readThresholds(args, runs?.[0]);
  if (limits.length > 0) return { limits, requirements };
  throw new SquallError(
    'SQUALL_USAGE',
    'no limit is stated, so no window is better than another',
    'say what you can bear, e.g. --peak 2000/s --back 99%:30s --lost 0; or ask for --transports',
  );
}

export function asksForTransports({ transports, requirements, need }: AdviseArguments): boolean {
  return transports || requirements !== undefined || need.length > 0;
}

async function readNeeds(args: AdviseArguments): Promise<Requirements | undefined> {
  if (!asksForTransports(args)) return undefined;
  const file = args.requirements === undefined ? undefined : await readRequirementsFile(args.requirements);
  return readRequirements(file, args.need);
}

async function readRequirementsFile(path: string): Promise<{ path: string; source: string }> {
  try {
    return { path, source: await readFileText(path) };
  } catch (error) {
    if (error instanceof SquallError) throw error;
    throw new SquallError(
      'SQUALL_FILE_NOT_FOUND',
      `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`,
      'name a YAML file with `requirements:`',
      { file: path },
    );
  }
}

async function readThresholds({ subject }: AdviseArguments, run: LoadedRun | undefined): Promise<Limit[]> {
  const [file = ''] = subject;
  const { source, path } =
    run === undefined
      ? await readScenarioFile(file)
      : { source: run.result.scenario.source, path: run.result.scenario.file };
  return limitsOfThresholds(parseScenario(source, path).cells[0]?.scenario.thresholds ?? []);
}
