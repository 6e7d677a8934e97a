import Table from 'cli-table3';
import pico from 'picocolors';
import { agrees, type ProofPart, type ProofRow } from './proof-row.js';

/** A part of the proof with what it gave. */
export interface ProvenPart {
  readonly part: ProofPart;
  readonly rows: readonly ProofRow[];
  /** Why the part did not run or did not end, or undefined when it did. */
  readonly failure: string | undefined;
}

const head = ['case', 'figure', 'predicted', 'measured', 'difference', 'allowed', ''];

/** One part as a table for the terminal. */
export function drawPart({ part, rows, failure }: ProvenPart): string {
  const table = new Table({ head, style: { head: [], border: [] }, wordWrap: true });
  for (const row of rows) table.push([...listCells(row), agrees(row) ? 'agrees' : pico.red('DIFFERS')]);
  const lines = [pico.bold(part.title), `Prediction: ${part.source}`];
  if (rows.length > 0) lines.push(table.toString());
  if (failure !== undefined) lines.push(pico.red(failure));
  return lines.join('\n');
}

/** One part as Markdown: a sentence and a folded table. */
export function renderPart({ part, rows, failure }: ProvenPart): string {
  const agreeing = rows.filter(agrees).length;
  const lines = [
    `**${part.title}**: ${agreeing} of ${rows.length} figures agree. Prediction: ${part.source}`,
    '',
    '<details><summary>predicted, measured, difference</summary>',
    '',
    `| ${head.slice(0, -1).join(' | ')} |`,
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${listCells(row).join(' | ')} |`),
    '',
    '</details>',
  ];
  if (failure !== undefined) lines.push('', failure);
  return lines.join('\n');
}

function listCells(row: ProofRow): string[] {
  const { subject, quantity, unit, predicted, measured, tolerance } = row;
  return [
    subject,
    quantity,
    formatFigure(predicted, unit),
    measured === null ? 'none' : formatFigure(measured, unit),
    measured === null ? '' : formatFigure(measured - predicted, unit),
    tolerance === 0 ? 'exact' : `± ${formatFigure(tolerance, unit)}`,
  ];
}

function formatFigure(value: number, unit: string): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : 3;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: digits })} ${unit}`.trim();
}
