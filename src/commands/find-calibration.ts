import { keyOfLabels } from '../analysis/gate/baseline-trials.js';
import { listMachineDifferences, readFingerprint } from '../analysis/gate/fingerprint.js';
import type { PairedEvidence } from '../analysis/gate/gate-result.js';
import { tellShare } from '../analysis/gate/tell-verdict.js';
import type { GateSettings } from '../gate/gate-state.js';
import type { Plan } from '../scenario/scenario.js';
import { hashScenario } from '../scenario/scenario-hash.js';
import { type CalibrationFile, calibrationPath, readCalibration } from '../storage/calibration-file.js';
import { describeEnvironment } from '../system/environment.js';

/** The calibration of this scenario on this machine; undefined without one: noise of others says nothing. */
export async function findCalibration(baselines: string, plan: Plan): Promise<CalibrationFile | undefined> {
  const saved = await readCalibration(calibrationPath(baselines, plan.name));
  if (saved === undefined || saved.scenario.hash !== hashScenario(plan)) return undefined;
  const here = readFingerprint(describeEnvironment());
  return listMachineDifferences(saved.fingerprint, here).length === 0 ? saved : undefined;
}

/** What a gate asks that a calibration may not have been made for. */
export type AskedGate = Pick<GateSettings, 'metrics' | 'delta' | 'deltas'>;

/** Why a calibration says nothing about a gate that asks for this; undefined where it does. */
export function tellMismatch({ asked, calibration }: CalibrationFile, gate: AskedGate): string | undefined {
  if (calibration.delta !== gate.delta)
    return `it was made with --delta ${tellShare(calibration.delta)}, not ${tellShare(gate.delta)}`;
  const names = asked?.metrics ?? calibration.metrics.map(({ metric }) => metric.name);
  const strange = gate.metrics.find((name) => asked !== undefined && !names.includes(name));
  if (strange !== undefined) return `it knows nothing of ${strange}`;
  // The correction for many metrics is over all that were calibrated.
  const absent = names.find((name) => !gate.metrics.includes(name));
  if (absent !== undefined) return `it was made with ${absent}, too`;
  const deltas = asked?.deltas ?? {};
  const other = [...new Set([...Object.keys(deltas), ...Object.keys(gate.deltas)])].find(
    (name) => deltas[name] !== gate.deltas[name],
  );
  return other === undefined ? undefined : `it was made with another --limit for ${other}`;
}

/** What the calibration found too noisy to gate. */
export function listRefused(saved: CalibrationFile | undefined): PairedEvidence['refused'] {
  return (saved?.calibration.metrics ?? [])
    .filter(({ usable }) => !usable)
    .map(({ metric, labels, reason }) => ({ trial: keyOfLabels(labels), metric: metric.name, reason }));
}
