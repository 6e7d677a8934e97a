import type { StoredEvidence } from './gate-result.js';

/** Whether stored times judge: on the machine of the baseline, and with as many runs as can prove anything. Else they only inform. */
export function isJudged({
  machineDifferences,
  runs,
  least,
}: Pick<StoredEvidence, 'machineDifferences' | 'runs' | 'least'>): boolean {
  return machineDifferences.length === 0 && runs >= least;
}
