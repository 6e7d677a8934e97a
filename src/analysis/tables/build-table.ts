import type { TrialResult } from '../../storage/result.js';
import type { CellValue } from '../report/phrase.js';
import type { Table, TrialHead } from '../report/report-model.js';
import type { TableSpec } from './table-spec.js';

/** One table: a row for each trial that the table applies to. */
export function buildTable(
  spec: TableSpec,
  trials: readonly TrialResult[],
  heads: readonly TrialHead[],
): Table {
  return {
    title: spec.title,
    note: spec.note,
    columns: [
      { title: 'Trial', numeric: false },
      ...spec.columns.map((column) => ({
        title: column.title,
        numeric: trials.some((trial) => isNumeric(column.read(trial))),
      })),
    ],
    rows: heads.flatMap((head, at) => {
      const trial = trials[at];
      if (trial === undefined || spec.applies?.(trial) === false) return [];
      const cells = spec.columns.map((column) => column.read(trial));
      return [{ standing: head.standing, cells: [head.name, ...cells] }];
    }),
  };
}

function isNumeric(cell: CellValue): boolean {
  return cell !== null && typeof cell !== 'string';
}
