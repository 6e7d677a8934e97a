import { keyOfLabels } from '../analysis/gate/baseline-trials.js';
import { listExpected } from '../analysis/gate/expected-metrics.js';
import { SquallError } from '../errors.js';
import type { GateSettings } from '../gate/gate-state.js';
import { tellCalibrated } from '../render/gate/pair-progress.js';
import type { Plan } from '../scenario/scenario.js';
import { type CalibrationFile, calibrationPath } from '../storage/calibration-file.js';
import { planTrialLengthUs } from '../workers/trial-length.js';
import { choosePairs, fewestUseful, requireLearnable, requireUseful } from './choose-pairs.js';
import { findCalibration, listRefused, tellMismatch } from './find-calibration.js';
import type { GateArguments } from './gate-options.js';

export interface PlannedPairs {
  readonly pairs: number;
  /** Fewer valid ones prove nothing; 0 of a calibration, which proves nothing. */
  readonly least: number;
  readonly plannedRunMs: number;
  readonly calibration: CalibrationFile | undefined;
}

/**
 * How many pairs a gate takes, and by which calibration it goes, which is told.
 * @param resumed whether it goes on with pairs that are there, as many as it was begun for
 * @throws SquallError SQUALL_USAGE for too few pairs, or a metric by name that no trial can have
 */
export async function planPairs(
  args: Pick<GateArguments, 'pairs'>,
  settings: GateSettings,
  plan: Plan,
  resumed: boolean,
): Promise<PlannedPairs> {
  requireMeasurable(plan, settings.named);
  const plannedRunMs = plan.trials.reduce((sum, { scenario }) => sum + planTrialLengthUs(scenario) / 1000, 0);
  const isGate = settings.kind === 'gate';
  const calibration = isGate ? await chooseCalibration(settings.baselines, plan, settings) : undefined;
  const family = countJudged(plan, settings.metrics, calibration);
  const calibrated = calibration?.calibration.pairs ?? undefined;
  const pairs = resumed
    ? settings.pairs
    : choosePairs({ given: args.pairs, calibrated, plannedRunMs, family });
  if (!resumed) (isGate ? requireUseful : requireLearnable)(pairs, family);
  if (calibration !== undefined)
    process.stderr.write(
      tellCalibrated({
        file: calibrationPath(settings.baselines, plan.name),
        savedAt: calibration.savedAt,
        chose: !resumed && args.pairs === undefined && pairs === calibrated,
        refused: listRefused(calibration),
        judged: family,
      }),
    );
  return { pairs, least: isGate ? fewestUseful(family) : 0, plannedRunMs, calibration };
}

/** One that was made for other metrics or limits says nothing about this gate, and is told to be passed over. */
async function chooseCalibration(
  baselines: string,
  plan: Plan,
  settings: GateSettings,
): Promise<CalibrationFile | undefined> {
  const saved = await findCalibration(baselines, plan);
  const mismatch = saved === undefined ? undefined : tellMismatch(saved, settings);
  if (mismatch === undefined) return saved;
  const file = calibrationPath(baselines, plan.name);
  process.stderr.write(`gate: the calibration ${file} is passed over: ${mismatch}\n`);
  return undefined;
}

function countJudged(
  plan: Plan,
  metrics: readonly string[],
  calibration: CalibrationFile | undefined,
): number {
  const refused = new Set(
    listRefused(calibration).map(({ metric, trial }) => JSON.stringify([metric, trial])),
  );
  return listExpected(plan, metrics).filter(
    ({ name, labels }) => !refused.has(JSON.stringify([name, keyOfLabels(labels)])),
  ).length;
}

function requireMeasurable(plan: Plan, named: readonly string[]): void {
  const strange = named.find((name) => listExpected(plan, [name]).length === 0);
  if (strange === undefined) return;
  const problem = `no trial of ${plan.name} can measure ${strange}`;
  throw new SquallError('SQUALL_USAGE', problem, 'gate a metric of something that its scenario does');
}
