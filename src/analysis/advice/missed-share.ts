import type { LoadedTrial } from '../../storage/loaded-run.js';

/**
 * Which part of the messages due came later than `lateUs` or not at all, 0 to 1. Read off the stored distribution, whose points
 * lie a fifth of the remaining share apart; where the bound falls between two of them the larger share is told.
 * @returns null when nothing was due
 */
export function missedShare({ result, distributions }: LoadedTrial, lateUs: number): number | null {
  const { expected, delivered, lost } = result.ledger;
  if (expected === 0) return null;
  const max = result.deliveryLatencyUs.max ?? 0;
  const points = distributions.delivery ?? [];
  const inTime = points.findLast(({ valueUs }) => valueUs <= lateUs)?.percentile ?? 0;
  const late = delivered === 0 || max <= lateUs ? 0 : 1 - inTime;
  return (lost + late * delivered) / expected;
}
