import type { Scenario } from '../scenario/scenario.js';

/** Starting and ending the processes of a trial, about. */
const overheadUs = 1_500_000;

/** How long a trial takes as planned; less when nothing is missing at the end, more when clients are slow to subscribe. */
export function planTrialLengthUs({ clients, warmUpUs, durationUs, drainUs }: Scenario): number {
  return overheadUs + clients.rampUpUs + warmUpUs + durationUs + drainUs;
}
