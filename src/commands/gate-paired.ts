import { join, relative, resolve } from 'node:path';
import { listCheckedInPairs } from '../analysis/gate/checked-trials.js';
import { concludeGate } from '../analysis/gate/conclude-gate.js';
import { listExpected } from '../analysis/gate/expected-metrics.js';
import { readFingerprint } from '../analysis/gate/fingerprint.js';
import { type GateResult, gateSchema } from '../analysis/gate/gate-result.js';
import { isAnswered, judgePairs, type PairsToJudge } from '../analysis/gate/judge-pairs.js';
import { judgeThresholds } from '../analysis/gate/judge-thresholds.js';
import { SquallError } from '../errors.js';
import { checkSurroundings } from '../gate/check-resumed.js';
import { explainStart } from '../gate/explain-start.js';
import {
  type GateSettings,
  type GateState,
  gateStateSchema,
  readGateState,
  writeGateState,
} from '../gate/gate-state.js';
import { type OpenSides, openSides } from '../gate/open-sides.js';
import { runOnce } from '../gate/run-once.js';
import { estimateLeftMs, runPairs } from '../gate/run-pairs.js';
import { tellPairEvent, tellPlan } from '../render/gate/pair-progress.js';
import type { Plan } from '../scenario/scenario.js';
import type { CalibrationFile } from '../storage/calibration-file.js';
import { makeNewFolder } from '../storage/make-folder.js';
import { describeEnvironment } from '../system/environment.js';
import { requireLinux } from '../system/require-linux.js';
import { adjustPlan } from './adjust-plan.js';
import { catchInterrupts } from './catch-interrupts.js';
import { describeGated } from './describe-gated.js';
import { listRefused } from './find-calibration.js';
import { type GateArguments, gateDefaults } from './gate-options.js';
import { planPairs } from './plan-pairs.js';
import { readGateSettings } from './read-gate-settings.js';

/** A gate whose pairs were run, all or as many as its interruption let. */
export interface PlayedGate {
  readonly state: GateState;
  readonly sides: Pick<OpenSides, 'baseline' | 'candidate'>;
  /** Where its runs and its state are. */
  readonly folder: string;
  readonly interrupted: boolean;
  /** That the gate goes by; undefined: by none. */
  readonly calibration: CalibrationFile | undefined;
}

/** What was run in pairs, and below which folder it is kept. */
export type GatedRuns = Pick<GateState, 'runs'> & Pick<PlayedGate, 'folder'>;

/**
 * Runs pairs of baseline and candidate and judges them.
 * @returns undefined when it was interrupted; its folder is then told
 */
export async function gatePaired(
  args: GateArguments,
): Promise<{ verdict: GateResult; runs: GatedRuns } | undefined> {
  const played = await playPairs(args, 'gate');
  if (played === undefined || played.interrupted) return undefined;
  const { state, sides, folder } = played;
  const paired = judgePairs(askAbout(played, listRefused(played.calibration)));
  const { plan } = sides.candidate;
  const evidence = {
    exact: null,
    paired,
    stored: null,
    thresholds: judgeThresholds(plan, listCheckedInPairs(state.runs)),
  };
  const environment = describeEnvironment();
  process.stderr.write(`squall: runs kept in ${relative(process.cwd(), folder)}\n`);
  const verdict: GateResult = {
    schema: gateSchema,
    ...concludeGate(evidence),
    scenario: describeGated(plan),
    startedAt: state.startedAt,
    endedAt: new Date().toISOString(),
    squall: environment.squall,
    machine: readFingerprint(environment),
    ...evidence,
  };
  return { verdict, runs: { folder, runs: state.runs } };
}

function askAbout(
  { state, sides }: Pick<PlayedGate, 'state' | 'sides'>,
  refused: PairsToJudge['refused'],
): PairsToJudge {
  const { settings, runs } = state;
  const { pairs, delta, deltas, sequential } = settings;
  const named = listExpected(sides.candidate.plan, settings.named);
  const tell = ({ name, revision }: OpenSides['baseline']): PairsToJudge['baseline'] => ({ name, revision });
  const [baseline, candidate] = [tell(sides.baseline), tell(sides.candidate)];
  return { baseline, candidate, planned: pairs, delta, deltas, named, runs, refused, sequential };
}

/**
 * Runs the pairs that are asked for, or those that are missing of a gate that is taken up again.
 * @returns undefined when it was interrupted before there was anything to go on with
 */
export async function playPairs(
  args: GateArguments,
  kind: GateSettings['kind'],
): Promise<PlayedGate | undefined> {
  requireLinux();
  const interrupts = catchInterrupts('ending the run; finished runs are kept');
  const { signal } = interrupts;
  try {
    const resumed =
      args.resume === undefined
        ? undefined
        : { folder: args.resume, state: await readGateState(resolve(args.resume)) };
    if (resumed !== undefined) checkSurroundings(resumed, kind, describeHere());
    const settings = resumed?.state.settings ?? readGateSettings(args, kind);
    const prepare = (plan: Plan): Plan =>
      adjustPlan(plan, { only: settings.only, seed: settings.seed ?? undefined });
    // Commands of git hear of an interrupt at the terminal, too, and fail over it.
    const sides = await openSides(settings, prepare, signal, resumed).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (sides === undefined) return undefined;
    try {
      return await play(args, settings, sides, resumed?.state, signal);
    } finally {
      await sides.close();
    }
  } finally {
    interrupts.release();
  }
}

async function play(
  args: GateArguments,
  wanted: GateSettings,
  sides: OpenSides,
  resumed: GateState | undefined,
  signal: AbortSignal,
): Promise<PlayedGate> {
  const planned = await planPairs(
    args,
    resumed?.settings ?? wanted,
    sides.candidate.plan,
    resumed !== undefined,
  );
  const { pairs, calibration, plannedRunMs } = planned;
  const state: GateState = resumed ?? {
    schema: gateStateSchema,
    startedAt: new Date().toISOString(),
    settings: { ...wanted, pairs },
    ...describeHere(),
    ...describeSides(sides),
    runs: [],
  };
  const folder =
    resumed === undefined
      ? await makeGateFolder(args.results ?? gateDefaults.results, state, sides)
      : resolve(args.resume ?? '');
  const leftMs = estimateLeftMs({ plannedRunMs }, state);
  const shown = relative(process.cwd(), folder);
  process.stderr.write(
    tellPlan({ ...planned, done: state.runs.length, runMs: plannedRunMs, leftMs, folder: shown }),
  );
  const played = await runPairs({
    state,
    folder,
    plans: { baseline: sides.baseline.plan, candidate: sides.candidate.plan },
    plannedRunMs,
    signal,
    nowMs: () => performance.now(),
    play: (side, resultsDirectory) =>
      runOnce({ plan: sides[side].plan, resultsDirectory, signal, emit: () => undefined }).catch(
        (error: unknown) => {
          throw explainStart(error, side, wanted);
        },
      ),
    isClear: (next, done) => {
      return (
        next.settings.sequential &&
        isAnswered(askAbout({ state: next, sides }, listRefused(calibration)), done)
      );
    },
    save: (next) => writeGateState(folder, next),
    emit: (event) => process.stderr.write(tellPairEvent(event, pairs)),
  });
  if (signal.aborted) {
    const path = relative(process.cwd(), folder) || '.';
    process.stderr.write(
      `squall: interrupted; go on with \`squall gate ${wanted.kind === 'gate' ? '' : 'calibrate '}--resume ${path}\`\n`,
    );
  }
  return { state: played, sides, folder, interrupted: signal.aborted, calibration };
}

function describeHere(): Pick<GateState, 'squall' | 'machine'> {
  const environment = describeEnvironment();
  return { squall: environment.squall, machine: readFingerprint(environment) };
}

function describeSides({ baseline, candidate }: OpenSides): Pick<GateState, 'hashes' | 'commits'> {
  const isOfRevisions = baseline.revision !== null && candidate.revision !== null;
  return {
    hashes: { baseline: baseline.hash, candidate: candidate.hash },
    commits: isOfRevisions ? { baseline: baseline.revision, candidate: candidate.revision } : null,
  };
}

async function makeGateFolder(results: string, state: GateState, sides: OpenSides): Promise<string> {
  const stamp = state.startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  try {
    const name = await makeNewFolder(resolve(results), `${stamp}-gate-${sides.candidate.plan.name}`);
    const folder = join(resolve(results), name);
    await writeGateState(folder, state);
    return folder;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new SquallError(
      'SQUALL_UNWRITABLE',
      `results cannot be written to ${results} (${reason})`,
      'choose another folder with --results',
    );
  }
}
