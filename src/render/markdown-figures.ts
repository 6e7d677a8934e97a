import type { ReportModel, StormPanel, StormSeries } from '../analysis/report/report-model.js';
import { formatCount, formatUs } from './format.js';
import { drawLogBar, drawSparkline, groupByPeak } from './sparkline.js';

const coarseUs = 100_000;
/** As many points as a figure of a comment's width can show. */
const mermaidPoints = 60;
const sparklineWidth = 60;
/** Fixed colours, so that the text can name them; GitHub's own depend on its theme. */
const lineColours = [
  { name: 'blue', code: '#0072b2' },
  { name: 'orange', code: '#d55e00' },
  { name: 'green', code: '#009e73' },
] as const;

/** The storm of the first panel as a Mermaid chart; empty when there was none. `xychart-beta` has no legend, so the text is it. */
export function drawStormChart(model: ReportModel): string {
  const panel = model.storms[0];
  if (panel === undefined) return '';
  const shown = chooseValidPolicies(panel, model);
  const first = shown[0];
  if (first === undefined) return '';
  const length = Math.max(...shown.map(countBins));
  const grouped = shown.map((series) => groupByPeak(listAttempts(series, length), mermaidPoints));
  const highest = Math.max(1, ...grouped.flatMap(({ values }) => values));
  const perGroup = grouped[0]?.perGroup ?? 1;
  const key = shown.map((series, at) => `${lineColours[at]?.name}: ${series.policy}`).join(', ');
  const palette = lineColours.map(({ code }) => code).join(', ');
  return [
    '```mermaid',
    `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${palette}"}}}}%%`,
    'xychart-beta',
    `    title "${panel.name.replace(/[^\p{L}\p{N} ,.=-]/gu, ' ')}: attempts after the cut"`,
    `    x-axis "seconds since the cut" 0 --> ${(length * coarseUs) / 1e6}`,
    `    y-axis "attempts per 100 ms" 0 --> ${Math.ceil(highest)}`,
    ...grouped.map(({ values }) => `    line [${values.join(', ')}]`),
    '```',
    '',
    `${key.replace(/[<>`|@]/g, ' ')}.${perGroup > 1 ? ` Each point is the fullest 100 ms of ${formatUs(perGroup * coarseUs)}.` : ''}`,
  ].join('\n');
}

/** One line per policy: the first valid trial of each. */
function chooseValidPolicies(panel: StormPanel, model: ReportModel): StormSeries[] {
  const valid = panel.series.filter((series) =>
    model.trials.some((one) => one.id === series.trial && one.standing === 'valid'),
  );
  const first = valid.filter((series, at) => valid.findIndex((one) => one.policy === series.policy) === at);
  return first.slice(0, lineColours.length);
}

/** All storms as rows of block characters on one scale. */
export function drawStormRows(model: ReportModel): string {
  const all = model.storms.flatMap((panel) => panel.series);
  if (all.length === 0) return '';
  const length = Math.max(...all.map(countBins));
  const rows = all.map((series) => ({
    name: nameTrial(model, series.trial),
    attempts: listAttempts(series, length),
  }));
  const highest = Math.max(1, ...rows.flatMap(({ attempts }) => attempts));
  const widest = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, attempts }) => {
    const { values } = groupByPeak(attempts, sparklineWidth);
    return `${name.padEnd(widest)} │${drawSparkline(values, highest)}│ ${formatCount(Math.max(...attempts))}`;
  });
  const head = `attempts per 100 ms over ${formatUs(length * coarseUs).replace(/\.0+ /, ' ')} from the cut on, one scale for all; the fullest at the end`;
  return fence([head, ...lines]);
}

/** Steady-state delivery latency as bars, solid to the median and light to p99, on a logarithmic scale. */
export function drawLatencyRows(model: ReportModel): string {
  const rows = model.tables.latency.rows.flatMap((row, at) => {
    const [, p50, , p99] = row.cells;
    const low = readValue(p50);
    const high = readValue(p99);
    if (low === undefined || high === undefined || low <= 0) return [];
    return [{ name: nameTrial(model, model.trials[at]?.id ?? ''), low, high }];
  });
  if (rows.length === 0) return '';
  const from = Math.min(...rows.map(({ low }) => low)) / 2;
  const to = Math.max(...rows.map(({ high }) => high));
  const widest = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(
    ({ name, low, high }) =>
      `${name.padEnd(widest)} │${drawLogBar(low, high, { from, to, width: 44 }).padEnd(44)}│ ${formatUs(low)} … ${formatUs(high)}`,
  );
  return fence(['steady delivery latency, █ to p50, ░ to p99, logarithmic', ...lines]);
}

function readValue(
  cell: ReportModel['tables']['latency']['rows'][number]['cells'][number] | undefined,
): number | undefined {
  if (cell === null || cell === undefined || typeof cell === 'string') return undefined;
  return cell.value ?? undefined;
}

function nameTrial(model: ReportModel, id: string): string {
  const head = model.trials.find((trial) => trial.id === id);
  if (head === undefined) return id;
  return head.standing === 'valid' ? head.name : `${head.name} (${head.standing})`;
}

/** Nothing in a name may end the block. */
function fence(lines: readonly string[]): string {
  return ['```text', ...lines.map((line) => line.replaceAll('```', "'''")), '```'].join('\n');
}

function countBins(series: StormSeries): number {
  return Math.round((series.coarse.at(-1)?.[0] ?? 0) / coarseUs) + 1;
}

/** Attempts of every bin of 100 ms from the cut on, empty ones included. */
function listAttempts(series: StormSeries, length: number): number[] {
  const values = Array.from({ length }, () => 0);
  for (const [atUs, attempts] of series.coarse) {
    const bin = Math.round(atUs / coarseUs);
    if (bin >= 0 && bin < length) values[bin] = attempts;
  }
  return values;
}
