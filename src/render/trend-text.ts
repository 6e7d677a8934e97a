import type { Trend } from '../analysis/compare/trace-trends.js';
import { unitOfKind } from '../analysis/report/unit-of-kind.js';
import { formatQuantity } from './format.js';

/** Trends for a terminal: a line for each, and one more for each change of its level. */
export function renderTrends(trends: readonly Trend[]): string {
  const blocks = trends.map(({ metric, trial, points, changes, leftOut }) => {
    const tell = (value: number): string => formatQuantity({ value, unit: unitOfKind[metric.kind] });
    const [first, last] = [points[0], points.at(-1)];
    const span =
      first === undefined || last === undefined
        ? ''
        : `, ${tell(first.value)} at first and ${tell(last.value)} at last`;
    const runs = `${points.length} ${points.length === 1 ? 'run' : 'runs'}`;
    const left = leftOut > 0 ? `; ${leftOut} without a valid trial left out` : '';
    const none = changes.length === 0 ? [`  no change of level`] : [];
    const lines = changes.map(({ label, before, after, ratio, p }) => {
      const by = ratio === null ? '' : `, ×${ratio.toFixed(2)}`;
      return `  from ${label} on: ${tell(before)} → ${tell(after)}${by} (chance ${p.toPrecision(2)})`;
    });
    return [`${trial} ${metric.name}: ${runs}${span}${left}`, ...none, ...lines].join('\n');
  });
  return `${blocks.length === 0 ? 'no valid trial has these metrics' : blocks.join('\n')}\n`;
}
