import { keyOfLabels } from '../analysis/gate/baseline-trials.js';
import { listMachineDifferences, readFingerprint } from '../analysis/gate/fingerprint.js';
import type { PairedEvidence } from '../analysis/gate/gate-result.js';
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

/** What the calibration found too noisy to gate. */
export function listRefused(saved: CalibrationFile | undefined): PairedEvidence['refused'] {
  return (saved?.calibration.metrics ?? [])
    .filter(({ usable }) => !usable)
    .map(({ metric, labels, reason }) => ({ trial: keyOfLabels(labels), metric: metric.name, reason }));
}
