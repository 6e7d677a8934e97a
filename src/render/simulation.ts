import pico from 'picocolors';
import type { SimulationCase, SimulationReport } from '../simulation/simulation-report.js';
import type { CurvePoint } from '../simulation/storm-outcome.js';
import { formatQuantity, formatUs } from './format.js';
import { htmlSimulation } from './html/html-simulation.js';
import { escapeMarkdown, markdownTable } from './markdown-table.js';
import { tabulateAssumptions, tabulateCase } from './simulation-tables.js';
import { drawSparkline, groupByPeak } from './sparkline.js';
import { drawTable, type TerminalOptions, wrapText } from './terminal-table.js';

export const simulationFormats = ['table', 'md', 'html', 'json'] as const;
export type SimulationFormat = (typeof simulationFormats)[number];

/** A simulation as text of the given format. */
export function renderSimulation(
  report: SimulationReport,
  format: SimulationFormat,
  options: TerminalOptions,
): string {
  switch (format) {
    case 'table':
      return renderTerminal(report, options);
    case 'md':
      return renderMarkdown(report);
    case 'html':
      return htmlSimulation(report);
    case 'json':
      return `${JSON.stringify(report)}\n`;
  }
}

const curveWidth = 72;

function renderTerminal(report: SimulationReport, options: TerminalOptions): string {
  const colours = pico.createColors(options.colours);
  const cases = report.cases.flatMap((simulated) => {
    const table = tabulateCase(simulated);
    return [
      `${colours.bold(table.title)}\n${drawTable(table, options)}`,
      drawCurves(simulated),
      ...(report.cases.length === 1 ? [tellAssumptions(simulated)] : []),
    ];
  });
  const hint = report.cases.length === 1 ? [] : ['Assumptions of each case: --format md, html or json.'];
  const missing =
    report.from?.missing.map((text) => wrapText(`not in the run  ${text}`, '                ')) ?? [];
  const reach = report.reach.map((text) => colours.dim(wrapText(text, '')));
  const interrupted =
    report.status === 'interrupted' ? [colours.red('interrupted: figures as far as it came')] : [];
  return `${[...interrupted, ...cases, ...hint, ...missing, ...reach].join('\n\n')}\n`;
}

function tellAssumptions({ assumptions }: SimulationCase): string {
  const lines = assumptions.map(({ option, value, unit, source }) => {
    const text =
      typeof value === 'number' && unit !== 'none' ? formatQuantity({ value, unit }) : String(value);
    return wrapText(`${option.padEnd(17)} ${text}  (${source})`, ' '.repeat(18));
  });
  return ['assumed', ...lines].join('\n');
}

/** Attempts over time, one line for what was simulated and one for what was measured, on one scale. */
function drawCurves({ curve, measured }: SimulationCase): string {
  const real = measured?.curve ?? [];
  const bins = Math.max(...[...curve, ...real].map(({ atUs }) => atUs / binUs + 1), 1);
  const [one, other] = [fill(curve, bins), fill(real, bins)].map((values) => groupByPeak(values, curveWidth));
  const highest = Math.max(...(one?.values ?? []), ...(other?.values ?? []));
  const lines = [
    `attempts  |${drawSparkline(one?.values ?? [], highest)}| simulated`,
    ...(measured === null ? [] : [`          |${drawSparkline(other?.values ?? [], highest)}| measured`]),
    `          0 … ${formatUs(bins * binUs)} from the loss; highest ${formatQuantity({ value: highest, unit: 'count' })} in 100 ms`,
  ];
  return lines.join('\n');
}

const binUs = 100_000;

function fill(curve: readonly CurvePoint[], bins: number): number[] {
  const values = Array<number>(bins).fill(0);
  for (const { atUs, attempts } of curve) if (atUs >= 0) values[Math.floor(atUs / binUs)] = attempts;
  return values;
}

function renderMarkdown({ cases, reach, from, status }: SimulationReport): string {
  const head = status === 'interrupted' ? ['> interrupted: figures as far as it came'] : [];
  const source =
    from === null
      ? []
      : [
          `Capacity from run ${escapeMarkdown(from.run)}.`,
          ...from.missing.map((text) => `> Not in the run: ${escapeMarkdown(text)}`),
        ];
  const tables = cases.flatMap((simulated) =>
    [tabulateCase(simulated), tabulateAssumptions(simulated.assumptions)].map(
      (table) =>
        `**${escapeMarkdown(table.title)}** ${escapeMarkdown(table.note)}\n\n${markdownTable(table)}`,
    ),
  );
  const notes = reach.map((text) => `> ${escapeMarkdown(text)}`);
  return `${['## Squall: simulated reconnection storm', ...head, ...source, ...tables, ...notes].join('\n\n')}\n`;
}
