import type { Measurement, PhaseSpan } from '../../metrics/measurement.js';
import { SequenceSet } from '../../metrics/sequence-set.js';
import type { JudgedTrial } from './validity.js';

/** How long before an outage or an interrupt an answer may have been cut off. */
const cutOffUs = 1_000_000;

/**
 * Counts the messages due in steady phases and those of them that the server accepted. Those whose answer the outage or
 * the interrupt behind the phase may have cut off, and that reached nobody, are left out: it is not known what became of
 * them.
 */
export function countAchieved({
  measurement,
  account,
  firstDueAfter,
}: Pick<JudgedTrial, 'measurement' | 'account' | 'firstDueAfter'>): { planned: number; accepted: number } {
  const { due, unconfirmed } = measurement.publishLog;
  const undecided = SequenceSet.fromBounds(unconfirmed).without(account.accepted);
  let [planned, accepted] = [0, 0];
  for (const { startUs, endUs, cutShort } of listSteady(measurement)) {
    // An interrupted publisher may be short of the last messages that were just falling due.
    const planEnd = firstDueAfter(endUs);
    const [first, end] = [firstDueAfter(startUs), measurement.interrupted ? Math.min(due, planEnd) : planEnd];
    const cutFrom = Math.max(first, firstDueAfter(endUs - cutOffUs));
    const cutOff = cutShort ? countBetween(undecided, cutFrom, end) : 0;
    planned += Math.max(0, end - first - cutOff);
    accepted += countBetween(account.accepted, first, end);
  }
  return { planned, accepted };
}

/** The steady phases, and whether what came next cut answers off. */
function listSteady({ phases, interrupted }: Measurement): (PhaseSpan & { readonly cutShort: boolean })[] {
  return phases.flatMap((phase, at) => {
    if (phase.name !== 'steady') return [];
    const next = phases[at + 1]?.name;
    return [{ ...phase, cutShort: next === 'outage' || (interrupted && (next ?? 'drain') === 'drain') }];
  });
}

function countBetween(set: SequenceSet, first: number, end: number): number {
  return Math.max(0, set.countFrom(first) - set.countFrom(end));
}
