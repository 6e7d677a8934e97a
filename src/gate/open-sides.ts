import { resolve } from 'node:path';
import { SquallError } from '../errors.js';
import { loadPlan } from '../scenario/load-plan.js';
import type { Plan, Scenario } from '../scenario/scenario.js';
import { hashWholePlan } from '../scenario/scenario-hash.js';
import { checkHashes, type Resumed } from './check-resumed.js';
import type { GateSettings } from './gate-state.js';
import type { Side } from './pair-order.js';
import { RevisionFolder } from './revisions.js';

/** One of the two that are held against each other. */
export interface OpenSide {
  /** Of its plan as the scenario says it, before a start command of the command line. */
  readonly hash: string;
  /** For people: a command, a file, a revision. */
  readonly name: string;
  readonly revision: string | null;
  readonly plan: Plan;
}

export interface OpenSides extends Readonly<Record<Side, OpenSide>> {
  close(): Promise<void>;
}

const nothingToClose = async (): Promise<void> => undefined;

/**
 * Makes both sides ready to be run: two commands for one scenario, two scenarios, two revisions of a repository, or, to calibrate, the
 * same scenario twice.
 * @param adjust applies what the command line says of plans: seed, chosen trials
 * @param resumed what these sides have to be the same as; revisions are those that were run then, wherever their names point now
 * @throws SquallError SQUALL_GATE_SIDES, SQUALL_REVISION or SQUALL_GATE_STATE, or whatever is wrong in a scenario
 */
export async function openSides(
  settings: GateSettings,
  adjust: (plan: Plan) => Plan,
  signal: AbortSignal,
  resumed?: Resumed,
): Promise<OpenSides> {
  const { kind, folder, scenario } = settings;
  const load = async (file: string): Promise<Plan> => adjust(await loadPlan(inFolder(folder, file)));
  if (settings.baselineScenario !== null && settings.candidateScenario !== null) {
    return openScenarios(settings.baselineScenario, settings.candidateScenario, load, resumed);
  }
  const plan = await load(requireText(scenario, 'a scenario'));
  const hash = hashWholePlan(plan);
  if (resumed !== undefined) checkHashes(resumed, { baseline: hash, candidate: hash });
  if (kind === 'calibrate') {
    const side = { name: plan.file, revision: null, hash, plan };
    return { baseline: side, candidate: side, close: nothingToClose };
  }
  if (settings.baseline !== null && settings.candidate !== null) {
    const side = (command: string): OpenSide => ({
      name: command,
      revision: null,
      hash,
      plan: startWith(plan, command, folder),
    });
    return { baseline: side(settings.baseline), candidate: side(settings.candidate), close: nothingToClose };
  }
  return openRevisions(settings, plan, signal, resumed?.state.commits ?? undefined);
}

async function openScenarios(
  baseline: string,
  candidate: string,
  load: (file: string) => Promise<Plan>,
  resumed: Resumed | undefined,
): Promise<OpenSides> {
  const plans = { baseline: await load(baseline), candidate: await load(candidate) };
  const hashes = { baseline: hashWholePlan(plans.baseline), candidate: hashWholePlan(plans.candidate) };
  if (resumed !== undefined) checkHashes(resumed, hashes);
  const [ours, theirs] = [plans.baseline, plans.candidate].map(({ trials }) =>
    trials.map(({ labels, repeat }) => JSON.stringify([labels, repeat])).join('\n'),
  );
  if (ours !== theirs) {
    const problem = `${baseline} and ${candidate} plan different trials, so there is nothing to put side by side`;
    throw new SquallError('SQUALL_GATE_SIDES', problem, 'give both the same matrix and repeats');
  }
  return {
    baseline: { name: baseline, revision: null, hash: hashes.baseline, plan: plans.baseline },
    candidate: { name: candidate, revision: null, hash: hashes.candidate, plan: plans.candidate },
    close: nothingToClose,
  };
}

async function openRevisions(
  settings: GateSettings,
  plan: Plan,
  signal: AbortSignal,
  commits: Readonly<Record<Side, string>> | undefined,
): Promise<OpenSides> {
  const server = requireText(settings.server, '--server, the command that starts a revision');
  const refs = {
    baseline: requireText(settings.baselineRef, '--baseline-ref'),
    candidate: requireText(settings.candidateRef, '--candidate-ref'),
  };
  // Before anything is built: what the scenario lacks is known now.
  startWith(plan, server, settings.folder);
  const revisions = await RevisionFolder.open(settings.folder, signal);
  try {
    const hash = hashWholePlan(plan);
    const open = async (side: Side): Promise<OpenSide> => {
      const ref = refs[side];
      const wanted = commits?.[side] ?? ref;
      const { commit, folder } = await revisions.build(wanted, settings.build ?? undefined);
      return {
        name: `${ref} (${commit.slice(0, 12)})`,
        revision: commit,
        hash,
        plan: startWith(plan, server, folder),
      };
    };
    const baseline = await open('baseline');
    const candidate = await open('candidate');
    return { baseline, candidate, close: () => revisions.close() };
  } catch (error) {
    await revisions.close();
    throw error;
  }
}

/** The plan with its target started by this command, in this folder. */
function startWith(plan: Plan, command: string, folder: string): Plan {
  const start = `cd ${quoteForShell(folder)} && ${command}`;
  return {
    ...plan,
    trials: plan.trials.map((trial) => ({ ...trial, scenario: withStart(trial.scenario, start, plan.file) })),
  };
}

function withStart(scenario: Scenario, start: string, file: string): Scenario {
  const { target } = scenario;
  if (target === undefined) {
    throw new SquallError(
      'SQUALL_GATE_SIDES',
      'the scenario does not say how a server of yours is spoken to',
      'describe it under `target` (docs/your-server.md), or name two scenarios with --baseline-scenario and --candidate-scenario',
      { file },
    );
  }
  const { stop, restart, crash, ready, timeoutUs } = target.commands ?? {
    ready: target.publish.url,
    timeoutUs: 30_000_000,
  };
  return { ...scenario, target: { ...target, commands: { start, stop, restart, crash, ready, timeoutUs } } };
}

function inFolder(folder: string, file: string): string {
  // The bare name of a shipped scenario stays one.
  return /[./]/.test(file) ? resolve(folder, file) : file;
}

function requireText(text: string | null, what: string): string {
  if (text !== null) return text;
  throw new SquallError('SQUALL_USAGE', `${what} is missing`, 'see `squall gate --help`');
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
