import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { Decision } from '../../analysis/gate/gate-types.js';
import { dropRatio } from '../../analysis/gate/tell-verdict.js';
import { nothing } from '../format.js';
import { drawColumns } from './draw-columns.js';
import { showSide } from './show-side.js';
import { tellChange } from './tell-change.js';

/** A table of decisions, one row each, and under it why a verdict is not a plain pass. */
export function drawDecisions(decisions: readonly Decision[]): string {
  const rows = decisions.map((decision) => {
    const { metric, labels, ratio, pairs, verdict } = decision;
    return [
      `  ${verdict}`,
      keyOfLabels(labels),
      metric.name,
      showSide(decision, 'baseline'),
      showSide(decision, 'candidate'),
      ratio === null ? nothing : tellChange(ratio.median),
      ratio === null ? nothing : `${tellChange(ratio.low)} … ${tellChange(ratio.high)}`,
      String(pairs),
    ];
  });
  const head = ['  verdict', 'trial', 'metric', 'baseline', 'candidate', 'change', 'interval', 'pairs'];
  const table = drawColumns([head, ...rows], [3, 4, 5, 6, 7]);
  return [table, ...tellReasons(decisions)].join('\n');
}

/** What was measured, where it judges nothing: values and no verdicts. */
export function drawValues(decisions: readonly Decision[]): string {
  const rows = decisions.map((decision) => [
    `  ${keyOfLabels(decision.labels)}`,
    decision.metric.name,
    showSide(decision, 'baseline'),
    showSide(decision, 'candidate'),
    String(decision.pairs),
  ]);
  return drawColumns([['  trial', 'metric', 'baseline', 'candidate', 'runs'], ...rows], [2, 3, 4]);
}

/** Metrics with one reason stand in one line, without the change, which the table has. */
function tellReasons(decisions: readonly Decision[]): string[] {
  const named = new Map<string, string[]>();
  for (const { metric, labels, reason, ratio, verdict } of decisions) {
    if (verdict === 'pass') continue;
    const told = dropRatio(reason, ratio);
    named.set(told, [...(named.get(told) ?? []), `${keyOfLabels(labels)} ${metric.name}`]);
  }
  return [...named].map(([reason, names]) => {
    const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
    return `  ${names.slice(0, mostNamed).join(', ')}${more}: ${reason}`;
  });
}

const mostNamed = 3;
