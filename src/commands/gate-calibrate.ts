import { calibrateGate, defaultCalibrationGoal } from '../analysis/gate/calibrate-gate.js';
import { listExpected } from '../analysis/gate/expected-metrics.js';
import { readFingerprint } from '../analysis/gate/fingerprint.js';
import { defaultGateOptions } from '../analysis/gate/gate-types.js';
import { listPairs, sampleMetrics } from '../analysis/gate/pair-samples.js';
import { tellShare } from '../analysis/gate/tell-verdict.js';
import { fewestPairs } from '../analysis/gate/test-series.js';
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
import { readGateLimits } from './read-gate-limits.js';
import { readQuantity } from './read-quantity.js';

/**
 * Runs a scenario against itself in pairs and keeps what this machine's noise asks of a gate.
 * @throws SquallError SQUALL_USAGE when the effect asked for is not above δ, or a file is named for a verdict
 */
export async function calibrate(args: GateArguments): Promise<void> {
  const effect = readQuantity('effect', args.effect, parseShare);
  const delta = readQuantity('delta', args.delta, parseShare);
  if (delta <= 0) {
    const problem = '--delta 0% leaves no room for noise';
    throw new SquallError('SQUALL_USAGE', problem, 'give the smallest change that counts');
  }
  requireAbove(effect, delta, readGateLimits(args.limit));
  refuseOutputs(args);
  await prepareBaselines(args.baselines);
  const { state, sides, interrupted } = await playPairs(args, 'calibrate');
  if (interrupted) {
    process.exitCode = ExitStatus.interrupted;
    return;
  }
  requireEnough(state.runs);
  const { plan } = sides.candidate;
  const { metrics, deltas } = state.settings;
  // Pairs that were taken up again were begun with limits of their own.
  requireAbove(effect, state.settings.delta, deltas);
  const samples = sampleMetrics(state.runs, deltas, listExpected(plan, state.settings.named));
  const goal = { ...defaultCalibrationGoal, effect };
  const saved: CalibrationFile = {
    schema: 'squall/calibration@1',
    name: plan.name,
    savedAt: new Date().toISOString(),
    scenario: { file: plan.file, hash: hashScenario(plan) },
    fingerprint: readFingerprint(describeEnvironment()),
    asked: { metrics, deltas },
    calibration: calibrateGate(samples, goal, { ...defaultGateOptions, delta: state.settings.delta }),
  };
  const file = calibrationPath(args.baselines, plan.name);
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

function requireAbove(effect: number, delta: number, deltas: Readonly<Record<string, number>>): void {
  const limits = [['--delta', delta] as const, ...Object.entries(deltas)];
  const wide = limits.find(([, limit]) => limit >= effect);
  if (wide === undefined) return;
  const [name, limit] = wide;
  const of = name === '--delta' ? name : `the --limit of ${name},`;
  const problem = `--effect ${tellShare(effect)} is not above ${of} ${tellShare(limit)}, the smallest change that counts`;
  throw new SquallError('SQUALL_USAGE', problem, 'give a larger --effect');
}

/** A calibration is no verdict: whoever waits for a file of one is told now. */
function refuseOutputs(args: GateArguments): void {
  const given = gateOutputs.find((output) => args[output] !== undefined);
  if (given === undefined) return;
  const problem = `calibrate gives no verdict to write to --${given}`;
  throw new SquallError('SQUALL_USAGE', problem, 'leave it out; --json prints the calibration');
}
