import { stringify } from 'csv-stringify/sync';
import { csvColumns as storedColumns } from '../storage/csv-columns.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import type { CsvColumn } from './csv-column.js';
import { csvColumns } from './csv-columns.js';
import { formatPlain } from './format.js';

/** One row per trial with every scalar figure; units stand in the columns' names, and what was not measured is empty. */
export function renderCsv(run: LoadedRun): string {
  const trials = run.trials.map((trial) => trial.result);
  const columns = csvColumns(trials);
  const rows = trials.map((trial) => columns.map((column) => formatField(column.read(trial))));
  return stringify([columns.map((column) => column.name), ...rows]);
}

/** The timelines of all trials below one another, the trial's id in the first column. Column names are those of the stored files. */
export function renderTimelineCsv(run: LoadedRun): string {
  const names = storedColumns.timeline;
  const rows = run.trials.flatMap((trial) =>
    trial.timeline.map((row) => [trial.result.id, ...names.map((name) => formatField(row[name]))]),
  );
  return stringify([['trial', ...names], ...rows]);
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function formatField(value: ReturnType<CsvColumn['read']>): string {
  if (typeof value === 'number' || value === null) return formatPlain(value);
  if (typeof value === 'boolean') return String(value);
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
