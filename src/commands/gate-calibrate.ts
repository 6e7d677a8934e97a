import { relative } from 'node:path';
import { calibrateGate, defaultCalibrationGoal } from '../analysis/gate/calibrate-gate.js';
import { listExpected } from '../analysis/gate/expected-metrics.js';
import { readFingerprint } from '../analysis/gate/fingerprint.js';
import { defaultGateOptions } from '../analysis/gate/gate-types.js';
import { listPairs, sampleMetrics } from '../analysis/gate/pair-samples.js';
import { fewestPairs } from '../analysis/gate/test-series.js';
import { ExitStatus, SquallError } from '../errors.js';
import { renderCalibration } from '../render/gate/calibration-text.js';
import { hashScenario, stringifySorted } from '../scenario/scenario-hash.js';
import { prepareBaselines, writeBaselineText } from '../storage/baseline.js';
import { type CalibrationFile, calibrationPath } from '../storage/calibration-file.js';
import { describeEnvironment } from '../system/environment.js';
import { checkGateOptions } from './check-gate-options.js';
import { type GateArguments, gateDefaults } from './gate-options.js';
import { gateOutputs } from './gate-outputs.js';
import { playPairs } from './gate-paired.js';

/**
 * Runs a scenario against itself in pairs and keeps what this machine's noise asks of a gate.
 * @throws SquallError SQUALL_USAGE when the effect asked for is not above δ, or a file is named for a verdict
 */
export async function calibrate(args: GateArguments): Promise<void> {
  refuseOutputs(args);
  checkGateOptions(args);
  if (args.resume === undefined) await prepareBaselines(args.baselines ?? gateDefaults.baselines);
  const played = await playPairs(args, 'calibrate');
  if (played === undefined || played.interrupted) {
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  const { state, sides } = played;
  requireEnough(state.runs);
  const { plan } = sides.candidate;
  const { metrics, deltas, effect, delta, baselines } = state.settings;
  const samples = sampleMetrics(state.runs, deltas, listExpected(plan, state.settings.named));
  const goal = { ...defaultCalibrationGoal, effect };
  const saved: CalibrationFile = {
    schema: 'squall/calibration@1',
    name: plan.name,
    savedAt: new Date().toISOString(),
    scenario: { file: plan.file, hash: hashScenario(plan) },
    fingerprint: readFingerprint(describeEnvironment()),
    asked: { metrics, deltas },
    calibration: calibrateGate(samples, goal, { ...defaultGateOptions, delta }),
  };
  const file = relative(process.cwd(), calibrationPath(baselines, plan.name));
  const text = `${stringifySorted(saved, 2)}\n`;
  await writeBaselineText(file, text);
  process.stdout.write(args.json ? text : `${renderCalibration(saved)}\nsaved: ${file}\n`);
}

/**
 * A file of nothing would refuse every metric of the gates to come.
 * @throws SquallError SQUALL_GATE_INVALID
 */
export function requireEnough(runs: Parameters<typeof listPairs>[0]): void {
  const pairs = listPairs(runs);
  const valid = pairs.filter(({ invalid }) => invalid === undefined).length;
  if (valid >= fewestPairs) return;
  const why = pairs.find(({ invalid }) => invalid !== undefined)?.invalid;
  const problem = `only ${valid} of ${pairs.length} pairs were valid, which say too little about noise; nothing is saved${why === undefined ? '' : ` (${why})`}`;
  const remedy = `it takes ${fewestPairs} and more: measure on a quieter machine, with fewer clients or longer trials`;
  throw new SquallError('SQUALL_GATE_INVALID', problem, remedy);
}

/** A calibration is no verdict: whoever waits for a file of one is told now. */
function refuseOutputs(args: GateArguments): void {
  const given = gateOutputs.find((output) => args[output] !== undefined);
  if (given === undefined) return;
  const problem = `calibrate gives no verdict to write to --${given}`;
  throw new SquallError('SQUALL_USAGE', problem, 'leave it out; --json prints the calibration');
}
