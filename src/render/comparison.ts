import { stringify } from 'csv-stringify/sync';
import type { ComparedCell, ComparedMetric, Comparison } from '../analysis/comparison.js';
import type { Table } from '../analysis/report/report-model.js';
import { formatPhrase, formatPlain, formatQuantity, nothing } from './format.js';
import { htmlComparison } from './html/html-comparison.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';
import { drawTable, type TerminalOptions, wrapText } from './terminal-table.js';

export const comparisonFormats = ['table', 'md', 'html', 'csv', 'json'] as const;
export type ComparisonFormat = (typeof comparisonFormats)[number];

/** A comparison as text of the given format. */
export function renderComparison(
  comparison: Comparison,
  format: ComparisonFormat,
  options: TerminalOptions,
): string {
  switch (format) {
    case 'table':
      return renderTable(comparison, options);
    case 'md':
      return renderMarkdown(comparison);
    case 'html':
      return htmlComparison(comparison, tabulate(comparison));
    case 'csv':
      return renderCsv(comparison);
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
  }
}

const markOfLowest = '◂ lowest';

/** One table per metric. */
export function tabulate(comparison: Comparison): Table[] {
  return comparison.metrics.map((metric) => ({
    title: metric.name,
    note: metric.about,
    columns: [
      { title: comparison.by === 'run' ? 'trial' : 'case', numeric: false },
      ...comparison.columns.map((title) => ({ title, numeric: true })),
    ],
    rows: metric.rows.map((row) => ({
      standing: 'valid',
      cells: [row.name, ...row.cells.map(formatCompared)],
    })),
  }));
}

/** `750/s (740/s–790/s) ◂ lowest`, or `900/s (invalid)`. */
function formatCompared(cell: ComparedCell | undefined): string {
  if (cell === undefined) return nothing;
  const parts = [formatQuantity(cell.median)];
  const [low, high] = [formatQuantity(cell.low), formatQuantity(cell.high)];
  if (low !== high) parts.push(`(${low}–${high})`);
  if (cell.standing !== 'valid') parts.push(`(${cell.standing})`);
  if (cell.leftOut > 0) parts.push(`(${cell.leftOut} left out)`);
  if (cell.lowest) parts.push(markOfLowest);
  return parts.join(' ');
}

function renderTable(comparison: Comparison, options: TerminalOptions): string {
  const tables = tabulate(comparison).map(
    (table) => `${table.title}  ${table.note}\n${drawTable(table, options)}`,
  );
  const notes = comparison.notes.map((note) => wrapText(`note  ${formatPhrase(note)}`, '      '));
  return `${[...tables, ...notes].join('\n\n')}\n`;
}

function renderMarkdown(comparison: Comparison): string {
  const tables = tabulate(comparison).map(
    (table) => `**${escapeMarkdown(table.title)}** ${escapeMarkdown(table.note)}\n\n${markdownTable(table)}`,
  );
  const notes = comparison.notes.map((note) => `> ${escapeMarkdown(formatPhrase(note))}`);
  return `${[`## Squall: by ${escapeMarkdown(comparison.by)}`, ...notes, ...tables].join('\n\n')}\n`;
}

function renderCsv(comparison: Comparison): string {
  const rows = comparison.metrics.flatMap((metric) => listRows(comparison, metric));
  const head = [
    'metric',
    'unit',
    'case',
    comparison.by,
    'median',
    'low',
    'high',
    'runs',
    'standing',
    'left_out',
    'lowest',
  ];
  return stringify([head, ...rows]);
}

function listRows(comparison: Comparison, metric: ComparedMetric): string[][] {
  return metric.rows.flatMap((row) =>
    row.cells.flatMap((cell, at) => {
      if (cell === undefined) return [];
      const { median, low, high, runs, standing, leftOut, lowest } = cell;
      return [
        [
          metric.name,
          median.unit,
          row.name,
          comparison.columns[at] ?? '',
          formatPlain(median.value),
          formatPlain(low.value),
          formatPlain(high.value),
          String(runs),
          standing,
          String(leftOut),
          String(lowest),
        ],
      ];
    }),
  );
}
