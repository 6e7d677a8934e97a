import type { TrialResult } from '../../storage/result.js';

/** What a trial may be used for: only a `valid` one is ranked, concluded from, or held against thresholds. */
export type Standing = 'valid' | 'invalid' | 'interrupted';

/**
 * A trial that was ended before its time is measured in order as far as it went, so its validity stands in the result;
 * but it is shorter than its rivals, and what was on its way when it ended looks lost. It is told as interrupted,
 * whether valid or not.
 */
export function standingOf({ status, validity }: Pick<TrialResult, 'status' | 'validity'>): Standing {
  return status === 'interrupted' ? 'interrupted' : validity.status;
}
