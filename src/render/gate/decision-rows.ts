import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { Decision } from '../../analysis/gate/gate-types.js';
import type { Unit } from '../../analysis/report/phrase.js';
import { formatQuantity, nothing } from '../format.js';
import { drawColumns } from './draw-columns.js';

const units: Readonly<Record<string, Unit>> = {
  duration: 'us',
  bytes: 'bytes',
  rate: 'perSecond',
  number: 'number',
  share: 'share',
};

/** A table of decisions, one row each, and under it why a verdict is not a plain pass. */
export function drawDecisions(decisions: readonly Decision[]): string {
  const rows = decisions.map((decision) => {
    const { metric, labels, baseline, candidate, ratio, pairs, verdict } = decision;
    const unit = units[metric.unit] ?? 'number';
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

/** A ratio as what it adds: 1.05 is `+5.0 %`. */
export function tellChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}
