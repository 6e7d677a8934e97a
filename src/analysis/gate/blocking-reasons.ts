import type { Notice, TrialResult } from '../../storage/result.js';

/**
 * Reasons that speak against times and loads, not against counts: a message that left late is still one message, and a connection that
 * the three sides count differently is a difference to show, not to hide.
 */
const harmlessToCounts: ReadonlySet<string> = new Set([
  'SEND_LAG',
  'GENERATOR_BUSY',
  'GENERATOR_STALL',
  'PROXY_BUSY',
  'LISTEN_OVERFLOW',
  'CONNECTIONS_DISAGREE',
]);

/** Why a trial's counts cannot be believed; none when they can, even if its times cannot. */
export function listBlockingReasons({
  status,
  validity,
}: Pick<TrialResult, 'status' | 'validity'>): Pick<Notice, 'code' | 'message' | 'remedy'>[] {
  const interrupted =
    status === 'interrupted'
      ? [{ code: 'INTERRUPTED', message: 'the trial was interrupted', remedy: 'let it run to its end' }]
      : [];
  return [...interrupted, ...validity.reasons.filter(({ code }) => !harmlessToCounts.has(code))];
}
