import type { Decision } from '../../analysis/gate/gate-types.js';
import { formatQuantity } from '../format.js';
import { unitOf } from './unit-of.js';

/** What one side measured, or that too few of its clients came back for there to be such a time. */
export function showSide(
  decision: Pick<Decision, 'metric' | 'baseline' | 'candidate' | 'beyond'>,
  side: 'baseline' | 'candidate',
): string {
  const value = decision[side];
  if (value === null && (decision.beyond?.[side] ?? 0) > 0) return 'not back';
  return formatQuantity({ value, unit: unitOf(decision.metric.unit) });
}
