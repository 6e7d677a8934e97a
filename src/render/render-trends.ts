import { stringify } from 'csv-stringify/sync';
import type { Trend } from '../analysis/compare/trace-trends.js';
import type { Table } from '../analysis/report/report-model.js';
import { unitOfKind } from '../analysis/report/unit-of-kind.js';
import type { ComparisonFormat } from './comparison.js';
import { formatPhrase, formatPlain } from './format.js';
import { htmlTrends } from './html/html-trends.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';
import { listNotes, noTrends, renderTrendText, tellLevels, tellValue } from './trend-text.js';

/** Trends as text of the given format. */
export function renderTrends(trends: readonly Trend[], format: ComparisonFormat): string {
  switch (format) {
    case 'table':
      return renderTrendText(trends);
    case 'md':
      return renderMarkdown(trends);
    case 'html':
      return htmlTrends(trends);
    case 'csv':
      return renderCsv(trends);
    case 'json':
      return `${JSON.stringify(trends, null, 2)}\n`;
  }
}

function renderMarkdown(trends: readonly Trend[]): string {
  const notes = listNotes(trends).map((note) => `> ${escapeMarkdown(formatPhrase(note))}`);
  const body = trends.length === 0 ? noTrends : markdownTable(tabulateTrends(trends));
  return `${['## Squall: trend', ...notes, body].join('\n\n')}\n`;
}

function tabulateTrends(trends: readonly Trend[]): Table {
  const columns = ['metric', 'trial', 'runs', 'at first', 'at last', 'level'];
  return {
    title: 'Trend',
    note: '',
    columns: columns.map((title, at) => ({ title, numeric: at > 1 && at < 5 })),
    rows: trends.map((trend) => {
      const { metric, trial, points, leftOut } = trend;
      const left = leftOut > 0 ? ` (${leftOut} left out)` : '';
      const ends = [points[0], points.at(-1)].map((point) =>
        point === undefined ? null : tellValue(trend, point.value),
      );
      return {
        standing: 'valid',
        cells: [metric.name, trial, `${points.length}${left}`, ...ends, tellLevels(trend).join('; ')],
      };
    }),
  };
}

const csvHead = [
  'metric',
  'unit',
  'trial',
  'run',
  'started_at',
  'value',
  'level',
  'changed',
  'ratio',
  'chance',
];

/** One row per point, in the order of time; what belongs to a change stands in the row from which it holds. */
function renderCsv(trends: readonly Trend[]): string {
  const rows = trends.flatMap(({ metric, trial, points, changes, levels }) =>
    points.map(({ run, startedAt, value }, at) => {
      const change = changes.find((own) => own.at === at);
      const level = levels.findLast(({ from }) => from <= at)?.median ?? null;
      return [
        metric.name,
        unitOfKind[metric.kind],
        trial,
        run,
        startedAt,
        formatPlain(value),
        formatPlain(level),
        String(change !== undefined),
        formatPlain(change?.ratio ?? null),
        formatPlain(change?.p ?? null),
      ];
    }),
  );
  return stringify([csvHead, ...rows]);
}
