import { stringify } from 'csv-stringify/sync';
import type { ComparedCell, ComparedMetric, Comparison } from '../analysis/comparison.js';
import type { Table } from '../analysis/report/report-model.js';
import { formatPhrase, formatPlain, formatQuantity, nothing } from './format.js';
import { htmlComparison } from './html/html-comparison.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';
import { tabulateRatios } from './ratio-table.js';
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

/** One metric's medians, and its ratios where there are any. */
export interface ComparedTables {
  readonly medians: Table;
  readonly ratios: Table | null;
}

export function tabulate(comparison: Comparison): ComparedTables[] {
  return comparison.metrics.map((metric) => {
    const ratios = tabulateRatios(comparison, metric);
    return { medians: tabulateMedians(comparison, metric), ratios: ratios.rows.length > 0 ? ratios : null };
  });
}

function tabulateMedians(comparison: Comparison, metric: ComparedMetric): Table {
  return {
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
  };
}

/** `750/s (740/s–790/s) ◂ lowest`, `1.00 s (2 of 5)` where three have no such figure, or `900/s (invalid)`. */
function formatCompared(cell: ComparedCell | undefined): string {
  if (cell === undefined) return nothing;
  const parts = [formatQuantity(cell.median)];
  const [low, high] = [formatQuantity(cell.low), formatQuantity(cell.high)];
  if (low !== high) parts.push(`(${low}–${high})`);
  if (cell.runs < cell.trials) parts.push(`(${cell.runs} of ${cell.trials})`);
  if (cell.standing !== 'valid') parts.push(`(${cell.standing})`);
  if (cell.leftOut > 0) parts.push(`(${cell.leftOut} left out)`);
  if (cell.lowest) parts.push(markOfLowest);
  return parts.join(' ');
}

function renderTable(comparison: Comparison, options: TerminalOptions): string {
  const tables = tabulate(comparison).map(({ medians, ratios }) =>
    [
      `${medians.title}  ${medians.note}`,
      drawTable(medians, options),
      ...(ratios === null ? [] : ['', drawTable(ratios, options)]),
    ].join('\n'),
  );
  const notes = comparison.notes.map((note) => wrapText(`note  ${formatPhrase(note)}`, '      '));
  return `${[...tables, ...notes].join('\n\n')}\n`;
}

function renderMarkdown(comparison: Comparison): string {
  const tables = tabulate(comparison).flatMap(({ medians, ratios }) => [
    `**${escapeMarkdown(medians.title)}** ${escapeMarkdown(medians.note)}`,
    markdownTable(medians),
    ...(ratios === null ? [] : [markdownTable(ratios)]),
  ]);
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
    'trials',
    'ratio',
    'ratio_low',
    'ratio_high',
    'ratio_confidence',
    'ratio_over',
    'indistinguishable',
    'too_few_runs',
  ];
  return stringify([head, ...rows]);
}

function listRows(comparison: Comparison, metric: ComparedMetric): string[][] {
  return metric.rows.flatMap((row) =>
    row.cells.flatMap((cell, at) => {
      if (cell === undefined) return [];
      const { median, low, high, runs, standing, leftOut, lowest, trials, ratio } = cell;
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
          String(trials),
          ...[ratio?.median, ratio?.low, ratio?.high, ratio?.confidence].map((value) =>
            formatPlain(value ?? null),
          ),
          ratio === null ? '' : (row.reference ?? ''),
          cell.indistinguishable.join('; '),
          cell.tooFewRuns.join('; '),
        ],
      ];
    }),
  );
}
