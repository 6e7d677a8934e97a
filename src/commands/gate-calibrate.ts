import { calibrateGate, defaultCalibrationGoal } from '../analysis/gate/calibrate-gate.js';
import { readFingerprint } from '../analysis/gate/fingerprint.js';
import { defaultGateOptions } from '../analysis/gate/gate-types.js';
import { sampleMetrics } from '../analysis/gate/pair-samples.js';
import { ExitStatus, SquallError } from '../errors.js';
import { renderCalibration } from '../render/gate/calibration-text.js';
import { hashScenario, stringifySorted } from '../scenario/scenario-hash.js';
import { parseShare } from '../scenario/units.js';
import { prepareBaselines, writeBaselineText } from '../storage/baseline.js';
import { type CalibrationFile, calibrationPath } from '../storage/calibration-file.js';
import { describeEnvironment } from '../system/environment.js';
import type { GateArguments } from './gate-options.js';
import { gateOutputs } from './gate-outputs.js';
import { playPairs } from './gate-paired.js';
import { readQuantity } from './read-quantity.js';

/**
 * Runs a scenario against itself in pairs and keeps what this machine's noise asks of a gate.
 * @throws SquallError SQUALL_USAGE when the effect asked for is not above δ, or a file is named for a verdict
 */
export async function calibrate(args: GateArguments): Promise<void> {
  const effect = readQuantity('effect', args.effect, parseShare);
  const delta = readQuantity('delta', args.delta, parseShare);
  if (effect <= delta) {
    const problem = `--effect ${args.effect} is not above --delta ${args.delta}, the smallest change that counts`;
    throw new SquallError('SQUALL_USAGE', problem, 'give a larger --effect');
  }
  refuseOutputs(args);
  await prepareBaselines(args.baselines);
  const { state, sides, interrupted } = await playPairs(args, 'calibrate');
  if (interrupted) {
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  const { plan } = sides.candidate;
  const goal = { ...defaultCalibrationGoal, effect };
  const saved: CalibrationFile = {
    schema: 'squall/calibration@1',
    name: plan.name,
    savedAt: new Date().toISOString(),
    scenario: { file: plan.file, hash: hashScenario(plan) },
    fingerprint: readFingerprint(describeEnvironment()),
    calibration: calibrateGate(sampleMetrics(state.runs), goal, { ...defaultGateOptions, delta }),
  };
  const file = calibrationPath(args.baselines, plan.name);
  const text = `${stringifySorted(saved, 2)}\n`;
  await writeBaselineText(file, text);
  process.stdout.write(args.json ? text : `${renderCalibration(saved)}\nsaved: ${file}\n`);
}

/** A calibration is no verdict: whoever waits for a file of one is told now. */
function refuseOutputs(args: GateArguments): void {
  const given = gateOutputs.find((output) => args[output] !== undefined);
  if (given === undefined) return;
  const problem = `calibrate gives no verdict to write to --${given}`;
  throw new SquallError('SQUALL_USAGE', problem, 'leave it out; --json prints the calibration');
}
