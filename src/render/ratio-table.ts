import type { ComparedCell, ComparedMetric, Comparison } from '../analysis/comparison.js';
import type { Row, Table } from '../analysis/report/report-model.js';
import { nothing } from './format.js';

/**
 * One row for each ranked column but the reference: its ratio, with the interval, and whom the runs cannot tell it apart from. No rows where
 * nothing can be ranked.
 */
export function tabulateRatios({ by, columns }: Comparison, { name, rows }: ComparedMetric): Table {
  return {
    title: `Ratios of ${name}`,
    note: '',
    columns: [
      { title: by === 'run' ? 'trial' : 'case', numeric: false },
      { title: by, numeric: false },
      { title: 'ratio', numeric: true },
      { title: 'interval', numeric: true },
      { title: 'over', numeric: false },
      { title: 'indistinguishable from', numeric: false },
    ],
    rows: rows.flatMap(({ name: row, cells, reference }) =>
      cells.flatMap((cell, at): Row[] => {
        const column = columns[at] ?? '';
        if (cell === undefined || reference === null || !isRanked(cell) || column === reference) return [];
        return [
          {
            standing: 'valid',
            cells: [row, column, formatRatio(cell), formatInterval(cell), reference, listAlike(cell)],
          },
        ];
      }),
    ),
  };
}

/** Cells whose valid trials all have the metric. */
export function isRanked({ standing, runs, trials }: ComparedCell): boolean {
  return standing === 'valid' && runs === trials;
}

function formatRatio({ ratio }: ComparedCell): string {
  return ratio === null ? nothing : `×${formatFactor(ratio.median)}`;
}

/** `1.38–1.50 (95 %)`; one run against one has no interval. */
function formatInterval({ ratio }: ComparedCell): string {
  if (ratio === null || ratio.confidence < 0.01) return nothing;
  return `${formatFactor(ratio.low)}–${formatFactor(ratio.high)} (${Math.floor(ratio.confidence * 100)} %)`;
}

/** Three digits, as many as a reader needs. */
export function formatFactor(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}

function listAlike({ indistinguishable, tooFewRuns }: ComparedCell): string {
  const parts = [...indistinguishable];
  if (tooFewRuns.length > 0) parts.push('(too few runs)');
  return parts.length === 0 ? 'none' : parts.join(', ');
}
