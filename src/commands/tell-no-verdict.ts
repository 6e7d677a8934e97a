import { appendFile } from 'node:fs/promises';
import { basename, extname, sep } from 'node:path';
import { ExitStatus, SquallError } from '../errors.js';
import { readGateState } from '../gate/gate-state.js';
import {
  annotateNoVerdict,
  type NoVerdict,
  renderNoVerdictJunit,
  renderNoVerdictMarkdown,
} from '../render/gate/no-verdict.js';
import { readScenarioFile } from '../scenario/load-plan.js';
import type { GateArguments } from './gate-options.js';
import { asksForPairs } from './read-gate-settings.js';
import { readGateSubject } from './read-gate-subject.js';
import { writeOut } from './write-out.js';

/**
 * Says that a gate came to no verdict wherever its verdict would have been read, so that none of an earlier one is taken for it: in
 * `--markdown` and `--junit`, and in GitHub's jobs as an annotation and in the job's summary. What cannot be written is left out: the error
 * itself is told by whoever threw it.
 * @param error undefined: it was interrupted
 * @param mayWrite whether the files are known to be nobody's input
 */
export async function tellNoVerdict(
  error: unknown,
  args: GateArguments,
  mayWrite: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const { GITHUB_ACTIONS: onGithub, GITHUB_STEP_SUMMARY: summary = '' } = environment;
  const { markdown, junit } = mayWrite ? args : { markdown: undefined, junit: undefined };
  if (markdown === undefined && junit === undefined && onGithub !== 'true') return;
  const none = await describeNone(error, args);
  const tasks: (() => Promise<void>)[] = [];
  if (markdown !== undefined) tasks.push(() => writeOut(renderNoVerdictMarkdown(none), markdown));
  if (junit !== undefined) tasks.push(() => writeOut(renderNoVerdictJunit(none), junit));
  if (onGithub === 'true') {
    process.stderr.write(annotateNoVerdict(none));
    if (summary !== '') tasks.push(() => appendFile(summary, `${renderNoVerdictMarkdown(none)}\n`));
  }
  await Promise.allSettled(tasks.map((task) => task()));
}

async function describeNone(error: unknown, args: GateArguments): Promise<NoVerdict> {
  const known = {
    name: await nameGated(args),
    kind: asksForPairs(args) ? 'pairs' : 'baseline',
    at: new Date(),
  } as const;
  if (error instanceof SquallError) {
    const { code, exit, place } = error;
    const { file, line } = place;
    const at = {
      ...(file === undefined ? {} : { file: dropHere(file) }),
      ...(line === undefined ? {} : { line }),
    };
    return { ...known, reasons: error.toLines().map(dropHere), code, exit, place: at };
  }
  if (error === undefined) {
    const reasons = ['interrupted before there was a verdict'];
    return { ...known, reasons, code: 'interrupted', exit: ExitStatus.interrupted, place: {} };
  }
  const reasons = [`internal error: ${error instanceof Error ? error.message : String(error)}`];
  return { ...known, reasons, code: 'SQUALL_INTERNAL', exit: ExitStatus.internalError, place: {} };
}

/** Paths are told from the current folder, where CI systems look for them: one of this machine says nothing to a reader. */
function dropHere(text: string): string {
  return text.replaceAll(`${process.cwd()}${sep}`, '');
}

/** The name by which verdicts on this scenario are known. Of one that cannot be read, what its text or its file's name gives. */
async function nameGated(args: GateArguments): Promise<string> {
  const path = await findSubject(args);
  try {
    return (await readGateSubject([path])).plan.name;
  } catch {
    return (await findName(path)) ?? basename(path, extname(path));
  }
}

async function findSubject(args: GateArguments): Promise<string> {
  const given = args['candidate-scenario'] ?? args.subject[0];
  if (given !== undefined) return given;
  if (args.resume === undefined) return 'scenario';
  try {
    const { settings } = await readGateState(args.resume);
    return settings.candidateScenario ?? settings.scenario ?? args.resume;
  } catch {
    return args.resume;
  }
}

async function findName(path: string): Promise<string | undefined> {
  try {
    const { source } = await readScenarioFile(path);
    return /^name:[ \t]*["']?([^"'#\n]*[^"'#\s])/m.exec(source)?.[1];
  } catch {
    return undefined;
  }
}
