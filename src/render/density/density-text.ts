import pico from 'picocolors';
import { count, perSecond, plain, us } from '../../analysis/report/phrase.js';
import type { Table } from '../../analysis/report/report-model.js';
import {
  binUs,
  chooseGrouping,
  type DensityModel,
  type DensityPanel,
  groupBins,
  shownShare,
} from '../../analysis/storm/policy-density.js';
import { formatCount, formatShare, formatUs } from '../format.js';
import { drawTable, type TerminalOptions } from '../terminal-table.js';

const rows = 5;
const blocks = ' ▁▂▃▄▅▆▇█';
/** For the numbers on the left of a chart. */
const margin = 8;

export interface TextOptions extends TerminalOptions {
  /** Columns of the terminal. */
  readonly width: number;
}

/** The densities as charts of block characters above one another, on one scale of time, and a table of their figures. */
export function renderDensityText(model: DensityModel, options: TextOptions): string {
  const colours = pico.createColors(options.colours);
  const perGroup = chooseGrouping(model, Math.max(20, options.width - margin - 2));
  const groups = groupBins(model, perGroup);
  const heading = `${formatCount(model.clients)} clients lose their connections at once, the server is away for ${formatUs(model.outageUs)}; seed ${model.seed}. Attempts per ${formatUs(perGroup * binUs)}, the last ${formatShare(1 - shownShare)} may lie beyond the edge:`;
  const charts = model.panels.map((panel, at) => {
    const lines = drawChart(groups[at] ?? []);
    return `${colours.bold(panel.policy)}${tellGivenUp(panel, model.clients)}\n${lines.join('\n')}`;
  });
  const axis = drawAxis(groups[0]?.length ?? 0, perGroup * binUs, model.outageUs);
  return `${[heading, ...charts.map((chart) => `${chart}\n${axis}`), drawTable(densityTable(model), options)].join('\n\n')}\n`;
}

/** Eight steps to a row; what is not nothing shows at least the lowest. */
function drawChart(values: readonly number[]): string[] {
  const highest = Math.max(1, ...values);
  return Array.from({ length: rows }, (_, at) => {
    const row = rows - 1 - at;
    const label = at === 0 ? formatCount(highest) : '';
    const cells = values.map((value) => {
      const steps = value === 0 ? 0 : Math.max(1, Math.round((value / highest) * rows * 8));
      return blocks[Math.min(8, Math.max(0, steps - row * 8))];
    });
    return `${label.padStart(margin - 1)} ${cells.join('')}`.trimEnd();
  });
}

/** Time below a chart, a mark where the server is ready, labels that do not touch. */
function drawAxis(width: number, groupUs: number, outageUs: number): string {
  const ready = Math.min(width - 1, Math.floor(outageUs / groupUs));
  const line = Array.from({ length: width }, (_, at) => (at === ready ? '▲' : '─')).join('');
  const labels = new Array<string>(width + 12).fill(' ');
  const put = (at: number, text: string): void => {
    const start = Math.min(Math.max(0, at), width);
    const isFree = labels
      .slice(Math.max(0, start - 1), start + text.length + 1)
      .every((cell) => cell === ' ');
    if (isFree) labels.splice(start, text.length, ...text);
  };
  put(0, '0');
  put(ready, 'ready');
  put(width - 6, formatUs(width * groupUs));
  for (const part of [0.25, 0.5, 0.75])
    put(Math.round(part * width), formatUs(Math.round(part * width) * groupUs));
  const indent = ' '.repeat(margin);
  return `${indent}${line}\n${indent}${labels.join('').trimEnd()}`;
}

function tellGivenUp({ gaveUp }: DensityPanel, clients: number): string {
  return gaveUp === 0 ? '' : ` (${formatCount(gaveUp)} of ${formatCount(clients)} give up)`;
}

/** The figures beside the charts. */
export function densityTable({ panels }: DensityModel): Table {
  const numeric = ['Peak', 'Attempts', 'Per client', '50 % back', '99 % back', '100 % back', 'Gave up'];
  return {
    title: 'Attempts',
    note: 'Attempts in the fullest 100 ms, per second; times from the loss.',
    columns: [{ title: 'Policy', numeric: false }, ...numeric.map((title) => ({ title, numeric: true }))],
    rows: panels.map((panel) => ({
      standing: 'valid' as const,
      cells: [
        panel.policy,
        perSecond(panel.peakPerSecond),
        count(panel.attempts),
        plain(panel.attemptsPerClient),
        us(panel.backUs.p50),
        us(panel.backUs.p99),
        us(panel.backUs.p100),
        count(panel.gaveUp),
      ],
    })),
  };
}
