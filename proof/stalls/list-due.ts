import type { TrialResult } from '../../src/storage/result.js';

/** Message i is due at t₀ + i/R; those from the end of the warm-up on are measured. */
export function listDueUs({ originUs, phases, plan }: TrialResult): number[] {
  const steady = phases.find(({ name }) => name === 'steady');
  const measureFromUs = (originUs ?? Number.NaN) + (steady?.startUs ?? Number.NaN);
  const skipped = Math.ceil((plan.warmUpUs * plan.ratePerSecond) / 1e6);
  const count = Math.ceil(((plan.warmUpUs + plan.durationUs) * plan.ratePerSecond) / 1e6) - skipped;
  return Array.from(
    { length: count },
    (_, index) => measureFromUs - plan.warmUpUs + Math.round(((skipped + index) * 1e6) / plan.ratePerSecond),
  );
}
