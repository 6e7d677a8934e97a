import type { TradePlot, TradePoint } from '../../../analysis/advice/advice-page.js';
import { formatNumber, formatShare, formatUs } from '../../format.js';
import { styleTooltip, styleXAxis, styleYAxis } from './axis.js';
import { createFigure } from './chart.js';
import { escapeMarkup, make } from './dom.js';
import type { Palette } from './palette.js';

/** What the vertical axis of a panel shows. */
interface Panel {
  readonly title: string;
  readonly scale: 'log' | 'value';
  readonly limit: number | null;
  read(point: TradePoint): number;
  format(value: number): string;
}

/** Two panels side by side: peak attempts, and lost or late messages, both against the time to recover. */
export function showTrade(host: HTMLElement, plot: TradePlot): void {
  const panels: Panel[] = [
    {
      title: 'peak attempts per second',
      scale: 'log',
      limit: plot.limits.peakPerSecond,
      read: ({ peakPerSecond }) => peakPerSecond,
      format: formatNumber,
    },
    {
      title: `deliveries ${plot.missTitle}`,
      scale: 'value',
      limit: null,
      read: ({ missShare }) => missShare,
      format: formatShare,
    },
  ];
  for (const panel of panels) showPanel(host, plot, panel);
}

function showPanel(host: HTMLElement, plot: TradePlot, panel: Panel): void {
  const element = make('div', {
    class: 'plot trade-plot',
    role: 'img',
    'aria-label': `${panel.title} against ${plot.backTitle}, one point per setting. The table below holds the figures.`,
  });
  host.append(make('div', { class: 'panel' }, element));
  const policies = [...new Set(plot.points.map(({ policy }) => policy))];
  const { points, limits } = plot;
  const x = chooseAxis('either', [...points.map(readSeconds), (limits.backUs ?? 0) / 1e6]);
  const y = chooseAxis(panel.scale, [...points.map((point) => panel.read(point)), panel.limit ?? 0]);
  createFigure(element, (palette, width) => ({
    // On a phone the legend takes a second row.
    grid: { left: 58, right: 18, top: width < 420 ? 78 : 58, bottom: 44 },
    legend: { top: 0, left: 0, textStyle: { color: palette.muted, fontSize: 12 }, data: policies },
    tooltip: {
      ...styleTooltip(palette),
      trigger: 'item',
      formatter: (hit: unknown) => describeHit(hit as Hit),
    },
    xAxis: {
      ...styleXAxis(palette, `seconds until ${plot.backTitle}`),
      ...x,
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => formatNumber(value) },
    },
    yAxis: {
      ...styleYAxis(palette, panel.title),
      ...y,
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => panel.format(value) },
    },
    series: policies.map((policy, at) => drawPolicy(plot, panel, policy, at, palette)),
  }));
}

function readSeconds({ backUs }: TradePoint): number {
  return (backUs ?? 0) / 1e6;
}

/** Figures further apart than this stand on a logarithmic axis. */
const widestLinear = 20;

/**
 * An axis over what there is to show: whole decades around it would leave most of the plot empty.
 * @param scale `either`: linear, unless the figures are too far apart for it
 */
function chooseAxis(
  scale: 'log' | 'value' | 'either',
  values: readonly number[],
): { readonly type: 'log' | 'value'; readonly min?: number; readonly max?: number } {
  const present = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...present), Math.max(...present)];
  if (scale === 'value' || present.length === 0) return { type: 'value' };
  // Limits are no data to ECharts: it would leave them outside.
  if (scale === 'either' && high <= low * widestLinear)
    return { type: 'value', min: 0, max: roundToStep(high * 1.02, 'up') };
  return { type: 'log', min: roundToStep(low / 1.1, 'down'), max: roundToStep(high * 1.1, 'up') };
}

/** To few steps a decade, so that an axis ends at a round figure. */
function roundToStep(value: number, way: 'down' | 'up'): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * decade);
  const found =
    way === 'down' ? steps.findLast((step) => step <= value) : steps.find((step) => step >= value);
  return found ?? value;
}

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'] as const;

function drawPolicy(
  plot: TradePlot,
  panel: Panel,
  policy: string,
  at: number,
  palette: Palette,
): Record<string, unknown> {
  const colours = Object.values(palette.transports);
  const color = colours[at % colours.length] ?? palette.ink;
  const points = plot.points.filter((point) => point.policy === policy && point.backUs !== null);
  return {
    name: policy,
    // A line chart without its line: one kind of chart is enough for all pages.
    type: 'line',
    lineStyle: { width: 0 },
    showAllSymbol: true,
    emphasis: { scale: false },
    color,
    symbol: symbols[at % symbols.length],
    data: points.map((point) => ({
      name: `${point.mark}  ${point.name}`,
      value: [readSeconds(point), panel.read(point)],
      symbolSize: point.standing === 'best' ? 15 : 9,
      itemStyle: {
        color: point.standing === 'beyond' ? 'transparent' : color,
        borderColor: point.standing === 'best' ? palette.ink : color,
        borderWidth: point.standing === 'best' ? 2.5 : 1.5,
      },
      label: { show: true, formatter: point.mark, position: 'right', color: palette.muted, fontSize: 11 },
      tooltipText: `${formatUs(point.backUs ?? 0)} until ${plot.backTitle}<br>${escapeMarkup(panel.title)} ${panel.format(panel.read(point))}`,
    })),
    markLine: at === 0 ? limitLines(plot, panel, palette) : undefined,
  };
}

function limitLines({ limits }: TradePlot, { limit }: Panel, palette: Palette): Record<string, unknown> {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: palette.muted, type: [6, 4], width: 1 },
    label: { show: false },
    data: [
      ...(limit === null || limit <= 0 ? [] : [{ yAxis: limit }]),
      ...(limits.backUs === null || limits.backUs <= 0 ? [] : [{ xAxis: limits.backUs / 1e6 }]),
    ],
  };
}

interface Hit {
  readonly marker: string;
  readonly data: { readonly name: string; readonly tooltipText: string };
}

function describeHit({ marker, data }: Hit): string {
  return `${marker}<b>${escapeMarkup(data.name)}</b><br>${data.tooltipText}`;
}
