import type { RatioRow } from '../../gate/gate-figures.js';
import { tellChange } from '../../gate/tell-change.js';
import { styleTooltip, styleXAxis } from './axis.js';
import { createFigure } from './chart.js';
import { escapeMarkup } from './dom.js';
import type { Palette } from './palette.js';

const rowPx = 46;
const belowPx = 44;

/** Ratios further from 1 than this, either way, stand on a logarithmic axis. */
const widestLinear = 3;

/** Ratios that are round percentages: −50 %, 0, +100 %, +400 % and so on. */
const wideMarks = [0.001, 0.01, 0.1, 1, 10, 100, 1000].flatMap((power) => [power, 2 * power, 5 * power]);

/** One row for each metric: a point for every pair, a bar for the interval, a tick for the median, a dashed line at the limit. */
export function showRatios(host: HTMLElement, rows: readonly RatioRow[]): void {
  if (rows.length === 0) return;
  host.style.height = `${rows.length * rowPx + belowPx}px`;
  const { marks, ...axis } = chooseAxis(rows);
  createFigure(host, (palette) => ({
    title: rows.map(({ title }, at) => ({
      text: title,
      top: at * rowPx + 3,
      left: 2,
      padding: 0,
      textStyle: {
        color: palette.ink,
        fontSize: 12,
        fontWeight: 'normal',
        width: host.clientWidth - 8,
        overflow: 'truncate',
      },
    })),
    grid: { left: 14, right: 22, top: 0, height: rows.length * rowPx },
    tooltip: {
      ...styleTooltip(palette),
      trigger: 'item',
      formatter: (hit: unknown) => describeHit(hit as Hit),
    },
    xAxis: {
      ...styleXAxis(palette, 'candidate against baseline'),
      ...axis,
      axisLabel: {
        color: palette.muted,
        fontSize: 12,
        hideOverlap: true,
        formatter: nameTick,
        customValues: marks,
      },
      axisTick: { show: true, lineStyle: { color: palette.line }, customValues: marks },
      splitLine: { show: true, lineStyle: { color: palette.line, opacity: 0.6 } },
    },
    yAxis: {
      type: 'value',
      inverse: true,
      min: 0,
      max: rows.length,
      interval: 1,
      axisLabel: { show: false },
      axisLine: { show: false },
      axisTick: { show: false },
      // Between rows, so that a title belongs to what is below it.
      splitLine: { show: true, lineStyle: { color: palette.line } },
    },
    series: rows.flatMap((row, at) => drawRow(row, at, palette)),
  }));
}

function chooseAxis(rows: readonly RatioRow[]): {
  readonly marks?: readonly number[];
  readonly [setting: string]: unknown;
} {
  const all = rows.flatMap(({ ratios, estimate, limit }) => [
    ...ratios,
    estimate.low,
    estimate.high,
    limit,
    1,
  ]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (high > widestLinear || low < 1 / widestLinear)
    return { type: 'log', logBase: 2, min: low / 1.1, max: high * 1.1, marks: wideMarks };
  const room = Math.max(0.01, (high - low) * 0.06);
  const step = chooseStep(high - low + 2 * room);
  return {
    type: 'value',
    min: Math.floor((low - room) / step) * step,
    max: Math.ceil((high + room) / step) * step,
    interval: step,
  };
}

/** Few marks, at round percentages: five of them at most fit a phone. */
function chooseStep(span: number): number {
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1].find((step) => span / step <= 6) ?? 1;
}

function nameTick(ratio: number): string {
  const percent = Math.round((ratio - 1) * 1000) / 10;
  return percent === 0 ? '0' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

function drawRow(row: RatioRow, at: number, palette: Palette): Record<string, unknown>[] {
  const { title, verdict, ratios, estimate, limit } = row;
  const color = verdict === 'regression' ? palette.transports.sse : palette.transports.websocket;
  const y = at + 0.68;
  const shared = { type: 'line', emphasis: { disabled: true }, clip: false };
  const bar = (x: number, from: number, to: number): [number, number][] => [
    [x, y + from],
    [x, y + to],
  ];
  const line = (data: [number, number][], width: number, type: 'solid' | 'dashed', ink: string) => ({
    ...shared,
    name: title,
    symbol: 'none',
    silent: true,
    color: ink,
    lineStyle: { width, type, color: ink },
    data,
  });
  return [
    line(bar(1, -0.28, 0.28), 1, 'solid', palette.muted),
    line(bar(limit, -0.28, 0.28), 1, 'dashed', palette.muted),
    line(
      [
        [estimate.low, y],
        [estimate.high, y],
      ],
      6,
      'solid',
      `${color}66`,
    ),
    line(bar(estimate.median, -0.18, 0.18), 3, 'solid', color),
    {
      ...shared,
      name: title,
      color,
      symbol: 'circle',
      symbolSize: 6,
      showAllSymbol: true,
      lineStyle: { width: 0 },
      itemStyle: { color, opacity: 0.75 },
      data: ratios.map((ratio, index) => ({
        value: [ratio, y],
        tooltipText: `pair ${index + 1}: ${tellChange(ratio)}<br>median ${tellChange(estimate.median)}, ${tellChange(estimate.low)} to ${tellChange(estimate.high)}`,
      })),
    },
  ];
}

interface Hit {
  readonly marker: string;
  readonly seriesName: string;
  readonly data: { readonly tooltipText: string };
}

function describeHit({ marker, seriesName, data }: Hit): string {
  return `${marker}<b>${escapeMarkup(seriesName)}</b><br>${data.tooltipText}`;
}
