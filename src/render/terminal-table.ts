import Table from 'cli-table3';
import pico from 'picocolors';
import { buildReport } from '../analysis/report/build-report.js';
import type { NoticeLine, Row, Table as TableModel } from '../analysis/report/report-model.js';
import type { LoadedRun } from '../storage/loaded-run.js';
import { formatCell, formatPhrase } from './format.js';
import { replaceControls } from './replace-controls.js';

export interface TerminalOptions {
  /** Whether to use colours; the caller knows about NO_COLOR and whether this is a terminal. */
  readonly colours: boolean;
}

/** Wide enough for the columns, narrow enough for any terminal. */
const widestLine = 100;
const narrowestName = 16;
/** Longer ones are cut. */
const widestWord = 28;
const nameIndent = '  ';
const gap = 2;

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
};

/** What a run ends with on a terminal: the summary table, why trials are invalid, and the verdicts' headlines. */
export function renderTerminalTable(run: LoadedRun, options: TerminalOptions): string {
  const model = buildReport(run);
  const colours = pico.createColors(options.colours);
  const blocks = [
    drawTable(model.tables.summary, options),
    drawWire(model.tables.wire, options),
    drawTitled(model.tables.echoSummary, options),
    drawTitled(model.tables.halfOpenSummary, options),
    ...model.tables.workloads.map(({ brief }) => drawTitled(brief, options)),
    ...model.notices
      .filter((notice) => notice.kind === 'invalid')
      .map((notice) => colours.red(tellInvalid(notice))),
    model.verdicts
      .map(
        ({ topic, headline }) => `${colours.bold(topic)}\n${wrapText(`  ${formatPhrase(headline)}`, '  ')}`,
      )
      .join('\n'),
    colours.dim(wrapText(formatPhrase(model.placement), '')),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Columns of the wire's table that a terminal has room for; the reports have them all. */
const wireColumnsShown = 7;

function drawWire(wire: TableModel, options: TerminalOptions): string {
  if (wire.rows.length === 0) return '';
  const columns = wire.columns.slice(0, wireColumnsShown);
  const rows = wire.rows.map((row) => ({ ...row, cells: row.cells.slice(0, wireColumnsShown) }));
  return drawTable(
    { ...wire, columns: [{ title: wire.title, numeric: false }, ...columns.slice(1)], rows },
    options,
  );
}

function drawTitled(table: TableModel, options: TerminalOptions): string {
  if (table.rows.length === 0) return '';
  return `${pico.createColors(options.colours).bold(table.title)}\n${drawTable(table, options)}`;
}

/** Findings beyond this many are counted; the reports have them all. */
const findingsShown = 3;

function tellInvalid({ findings, remedy }: NoticeLine): string {
  const shown = findings
    .slice(0, findingsShown)
    .map(({ trials, message }) => `${trials.join('; ')}: ${message}`);
  const more = findings.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [`and ${more} more of the kind`] : []), `to do: ${remedy}`];
  return lines
    .map((line, at) => wrapText(`${at === 0 ? 'invalid  ' : '         '}${line}`, '           '))
    .join('\n');
}

/** A table without lines. Rows of invalid and interrupted trials are dim as well as marked in words. */
export function drawTable(model: TableModel, options: TerminalOptions): string {
  const colours = pico.createColors(options.colours);
  const table = new Table({
    head: model.columns.map(({ title }) => colours.bold(title)),
    colAligns: model.columns.map(({ numeric }) => (numeric ? 'right' : 'left')),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  const nameWidth = Math.max(narrowestName, measureWords(model), widestLine - measureFigures(model));
  for (const row of model.rows)
    table.push(
      formatRow(row, nameWidth).map((text) => (row.standing === 'valid' ? text : colours.dim(text))),
    );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Characters that the columns after the first take up, with the gaps before them. */
function measureFigures(model: TableModel): number {
  const widths = model.columns.slice(1).map(({ title }, at) => {
    const texts = model.rows.map((row) => formatCell(row.cells[at + 1] ?? null));
    return gap + Math.max(title.length, ...texts.map((text) => text.length));
  });
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Characters of the longest word of a name, indented: what it is a value of should be readable. */
function measureWords({ rows }: TableModel): number {
  const words = rows.flatMap(({ cells }) => formatCell(cells[0] ?? null).split(' '));
  return Math.min(widestWord, nameIndent.length + Math.max(0, ...words.map(({ length }) => length)));
}

/** The name is what gives way when a line would be too long, by taking several: figures are never cut, nor what tells trials apart. */
function formatRow(row: Row, nameWidth: number): string[] {
  return row.cells.map((cell, at) => {
    const text = replaceControls(formatCell(cell).replace(/\s+/g, ' '));
    return at === 0 ? breakName(text, nameWidth) : text;
  });
}

function breakName(name: string, width: number): string {
  return wrapText(name, nameIndent, width)
    .split('\n')
    .map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line))
    .join('\n');
}

/** A blank at which a line may be broken: not one between a number and its unit. */
const breakable = /(?<=\S) (?!%|(?:µs|ms|s|min|B|[KMGT]iB)\b)/;

/** Breaks at blanks; lines after the first begin with `indent`. */
export function wrapText(text: string, indent: string, width: number = widestLine): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(breakable)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
