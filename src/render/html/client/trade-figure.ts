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
  createFigure(element, (palette) => ({
    grid: { left: 58, right: 18, top: 58, bottom: 44 },
    legend: { top: 0, left: 0, textStyle: { color: palette.muted, fontSize: 12 }, data: policies },
    tooltip: {
      ...styleTooltip(palette),
      trigger: 'item',
      formatter: (hit: unknown) => describeHit(hit as Hit),
    },
    xAxis: {
      ...styleXAxis(palette, `seconds until ${plot.backTitle}`),
      type: 'log',
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => formatNumber(value) },
    },
    yAxis: {
      ...styleYAxis(palette, panel.title),
      type: panel.scale,
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => panel.format(value) },
    },
    series: policies.map((policy, at) => drawPolicy(plot, panel, policy, at, palette)),
  }));
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
      value: [(point.backUs ?? 0) / 1e6, panel.read(point)],
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
