import type { Trend } from '../analysis/compare/trace-trends.js';
import type { Phrase } from '../analysis/report/phrase.js';
import { unitOfKind } from '../analysis/report/unit-of-kind.js';
import type { ChangePoint } from '../analysis/trend/find-changes.js';
import { formatPhrase, formatQuantity } from './format.js';
import { formatFactor } from './ratio-table.js';
import { wrapText } from './terminal-table.js';

export const noTrends = 'no valid trial has these metrics';

/** Trends for a terminal: a line for each, and one more for each change of its level. */
export function renderTrendText(trends: readonly Trend[]): string {
  if (trends.length === 0) return `${noTrends}\n`;
  const blocks = trends.map((trend) =>
    [
      `${trend.trial} ${trend.metric.name}: ${tellSpan(trend)}`,
      ...tellLevels(trend).map((line) => `  ${line}`),
    ].join('\n'),
  );
  const notes = listNotes(trends).map((note) => `\n${wrapText(`note  ${formatPhrase(note)}`, '      ')}`);
  return `${[...blocks, ...notes].join('\n')}\n`;
}

/** `20 runs, 100 µs at first and 150 µs at last; 2 without a valid trial left out`. */
export function tellSpan(trend: Trend): string {
  const { points, leftOut } = trend;
  const [first, last] = [points[0], points.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ''
      : `, ${tellValue(trend, first.value)} at first and ${tellValue(trend, last.value)} at last`;
  const left = leftOut > 0 ? `; ${leftOut} without a valid trial left out` : '';
  return `${points.length} ${points.length === 1 ? 'run' : 'runs'}${span}${left}`;
}

/** A sentence for each change, or one that there is none. Too few runs are no evidence of a level that stayed. */
export function tellLevels(trend: Trend): string[] {
  const { changes, points, fewestPoints } = trend;
  if (changes.length > 0) return changes.map((change) => tellChange(trend, change));
  return [
    points.length < fewestPoints
      ? `too few runs to tell (${points.length}; ${fewestPoints} are the least)`
      : 'no change of level',
  ];
}

function tellChange(trend: Trend, { label, before, after, ratio, p }: ChangePoint): string {
  const by = ratio === null ? '' : `, ×${formatFactor(ratio)}`;
  return `from ${label} on: ${tellValue(trend, before)} → ${tellValue(trend, after)}${by} (chance ${p.toPrecision(2)})`;
}

export function tellValue({ metric }: Trend, value: number): string {
  return formatQuantity({ value, unit: unitOfKind[metric.kind] });
}

/** The notes of all trends, each once. */
export function listNotes(trends: readonly Trend[]): Phrase[] {
  const notes = new Map(trends.flatMap((trend) => trend.notes.map((note) => [formatPhrase(note), note])));
  return [...notes.values()];
}
