import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { Decision } from '../../analysis/gate/gate-types.js';
import { formatQuantity, nothing } from '../format.js';
import { drawColumns } from './draw-columns.js';
import { tellChange } from './tell-change.js';
import { unitOf } from './unit-of.js';

/** A table of decisions, one row each, and under it why a verdict is not a plain pass. */
export function drawDecisions(decisions: readonly Decision[]): string {
  const rows = decisions.map((decision) => {
    const { metric, labels, baseline, candidate, ratio, pairs, verdict } = decision;
    const unit = unitOf(metric.unit);
    return [
      `  ${verdict}`,
      keyOfLabels(labels),
      metric.name,
      formatQuantity({ value: baseline, unit }),
      formatQuantity({ value: candidate, unit }),
      ratio === null ? nothing : tellChange(ratio.median),
      ratio === null ? nothing : `${tellChange(ratio.low)} … ${tellChange(ratio.high)}`,
      String(pairs),
    ];
  });
  const head = ['  verdict', 'trial', 'metric', 'baseline', 'candidate', 'change', 'interval', 'pairs'];
  const table = drawColumns([head, ...rows], [3, 4, 5, 6, 7]);
  const reasons = decisions
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ metric, labels, reason }) => `  ${keyOfLabels(labels)} ${metric.name}: ${reason}`);
  return [table, ...reasons].join('\n');
}
