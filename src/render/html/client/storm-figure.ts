import type { StormPanel, StormSeries, TrialHead } from '../../../analysis/report/report-model.js';
import { formatNumber, formatShare } from '../../format.js';
import { styleTooltip, styleXAxis, styleYAxis, styleZoom } from './axis.js';
import { createFigure, type Figure } from './chart.js';
import { escapeMarkup, make, makeSwitch } from './dom.js';
import type { PageData } from './page-data.js';
import { dashOf, type Palette } from './palette.js';
import { chooseOnePerStyle, makeTrialLegend, type TrialLegend } from './trial-legend.js';

type Width = 'coarse' | 'fine';

interface StormView {
  width: Width;
  scale: 'linear' | 'log';
}

/** One chart per transport: attempts over time, measured and predicted, and below it who is back. */
export function showStorms(host: HTMLElement, controls: HTMLElement, data: PageData): void {
  const view: StormView = { width: 'coarse', scale: 'linear' };
  const figures: Figure[] = [];
  const redraw = (): void => {
    for (const figure of figures) figure.redraw();
  };
  controls.append(
    makeSwitch(
      'Attempts per',
      [
        ['coarse', '100 ms'],
        ['fine', '10 ms'],
      ],
      (value) => {
        view.width = value as Width;
        redraw();
      },
    ),
    makeSwitch(
      'Scale',
      [
        ['linear', 'linear'],
        ['log', 'logarithmic'],
      ],
      (value) => {
        view.scale = value as StormView['scale'];
        redraw();
      },
    ),
  );
  const endUs = Math.max(
    0,
    ...data.storms.flatMap((panel) =>
      panel.series.flatMap((series) => (series.coarse.at(-1)?.[0] ?? 0) + 100_000),
    ),
  );
  for (const panel of data.storms) figures.push(showPanel(host, panel, data.trials, view, endUs));
}

function showPanel(
  host: HTMLElement,
  panel: StormPanel,
  trials: readonly TrialHead[],
  view: StormView,
  endUs: number,
): Figure {
  const figure: { current?: Figure } = {};
  const heads = trials.filter((trial) => panel.series.some((series) => series.trial === trial.id));
  const legend = makeTrialLegend(heads, () => figure.current?.redraw(), chooseOnePerStyle(heads));
  const plot = make('div', {
    class: 'plot storm-plot',
    role: 'img',
    'aria-label': `Reconnection attempts over time on ${panel.name}, measured and predicted, and the share of clients that were back. The table “Time until clients were back” holds the figures.`,
  });
  host.append(make('div', { class: 'panel' }, make('h3', {}, panel.name), legend.element, plot));
  const made = createFigure(plot, (palette) => ({
    title: [
      panelTitle(
        palette,
        `attempts per ${view.width === 'coarse' ? '100' : '10'} ms: line measured, grey band from the seed, thin line from the policy alone`,
        4,
      ),
      panelTitle(palette, 'share of clients back', 252),
    ],
    grid: [
      { left: 52, right: 14, top: 30, height: 186 },
      { left: 52, right: 14, top: 278, height: 84 },
    ],
    tooltip: { ...styleTooltip(palette), formatter: (hits: unknown) => describeHits(hits as Hit[]) },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: [0, 1].map((gridIndex) => ({
      ...styleXAxis(palette, gridIndex === 1 ? 'seconds since the cut; dotted: server ready again' : ''),
      type: 'value',
      gridIndex,
      min: 0,
      max: endUs / 1e6,
      axisLabel: { show: gridIndex === 1, color: palette.muted, fontSize: 12, showMaxLabel: false },
    })),
    yAxis: [
      attemptAxis(palette, view),
      {
        ...styleYAxis(palette, ''),
        gridIndex: 1,
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.5,
        axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => formatShare(value) },
      },
    ],
    dataZoom: styleZoom(palette, [0, 1], 2).map((zoom) => ({ ...zoom, ...windowOf(view.width) })),
    series: panel.series.flatMap((series) => drawSeries(series, heads, legend, palette, view, endUs)),
  }));
  figure.current = made;
  return made;
}

/** Bins of 10 ms show the first wave; over the whole storm they would be too fine to see. */
function windowOf(width: Width): Record<string, unknown> {
  return width === 'fine' ? { startValue: 0, endValue: 3 } : { start: 0, end: 100 };
}

function panelTitle(palette: Palette, text: string, top: number): Record<string, unknown> {
  return {
    text,
    top,
    left: 0,
    padding: 0,
    textStyle: { color: palette.muted, fontSize: 12, fontWeight: 'normal' },
  };
}

function attemptAxis(palette: Palette, view: StormView): Record<string, unknown> {
  return {
    ...styleYAxis(palette, ''),
    gridIndex: 0,
    type: view.scale === 'log' ? 'log' : 'value',
    min: view.scale === 'log' ? 1 : 0,
    axisLabel: { color: palette.muted, fontSize: 12, formatter: (value: number) => formatNumber(value) },
  };
}

function drawSeries(
  series: StormSeries,
  heads: readonly TrialHead[],
  legend: TrialLegend,
  palette: Palette,
  view: StormView,
  endUs: number,
): Record<string, unknown>[] {
  const head = heads.find((trial) => trial.id === series.trial);
  if (head === undefined || !legend.isShown(series.trial)) return [];
  const color = palette.transports[head.transport];
  const type = dashOf(head.style);
  const curve = series[view.width];
  // A logarithmic axis has no place for empty bins.
  const show = (value: number): number | null => (view.scale === 'log' && value <= 0 ? null : value);
  const middleUs = view.width === 'coarse' ? 50_000 : 5_000;
  const line = { type: 'line', symbol: 'none', step: 'middle', color, emphasis: { disabled: true } };
  const opacity = head.standing === 'valid' ? 1 : 0.45;
  return [
    {
      ...line,
      name: `${series.policy}, predicted`,
      data: curve.map(([us, , predicted]) => [(us + middleUs) / 1e6, show(predicted)]),
      color: palette.muted,
      // A broad band below the measured line: where both agree the line runs inside it, and neither hides the other.
      lineStyle: { width: 6, opacity: 0.32 * opacity, color: palette.muted, join: 'round' },
      z: 2,
    },
    {
      ...line,
      name: `${series.policy}, measured`,
      data: curve.map(([us, attempts]) => [(us + middleUs) / 1e6, show(attempts)]),
      lineStyle: { width: 1.75, type, opacity },
      areaStyle: { color, opacity: 0.1 },
      markLine: readyLine(series, palette),
      z: 3,
    },
    ...drawPolicyCurve(series, { line, view, palette, endUs, show }),
    {
      ...line,
      name: `${series.policy}, back`,
      xAxisIndex: 1,
      yAxisIndex: 1,
      step: 'end',
      data: [...series.back, [endUs, series.back.at(-1)?.[1] ?? 0]].map(([us = 0, back]) => [us / 1e6, back]),
      lineStyle: { width: 2, type, opacity },
      markLine: readyLine(series, palette),
    },
  ];
}

interface CurveStyle {
  readonly line: Record<string, unknown>;
  readonly view: StormView;
  readonly palette: Palette;
  readonly endUs: number;
  readonly show: (value: number) => number | null;
}

/** What the policy foresees whatever the seed, and how full it lets the fullest 100 ms be expected. */
function drawPolicyCurve(
  series: StormSeries,
  { line, view, palette, endUs, show }: CurveStyle,
): Record<string, unknown>[] {
  const curve = series[view.width];
  if (curve.every(([, , , expected]) => expected === null)) return [];
  const middleUs = view.width === 'coarse' ? 50_000 : 5_000;
  return [
    {
      ...line,
      name: `${series.policy}, whatever the seed`,
      data: curve.map(([us, , , expected]) => [(us + middleUs) / 1e6, show(expected ?? 0)]),
      color: palette.ink,
      lineStyle: { width: 1, color: palette.ink, opacity: 0.8 },
      markLine: view.width === 'coarse' ? peakLine(series, palette, endUs) : undefined,
      z: 4,
    },
  ];
}

/** A short dash at the height of the expected fullest 100 ms, over the bin that expects most. */
function peakLine(series: StormSeries, palette: Palette, endUs: number): Record<string, unknown> | undefined {
  const height = series.expectedPeak;
  if (height === null) return undefined;
  const [atUs] = series.coarse.reduce((most, bin) => ((bin[3] ?? 0) > (most[3] ?? 0) ? bin : most));
  const at = (us: number): { coord: [number, number] } => ({ coord: [us / 1e6, height] });
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: palette.ink, type: 'solid', width: 2 },
    label: {
      show: true,
      position: 'end',
      color: palette.muted,
      fontSize: 11,
      formatter: formatNumber(Math.round(height)),
    },
    data: [[at(Math.max(0, atUs + 50_000 - endUs / 60)), at(atUs + 50_000 + endUs / 60)]],
  };
}

function readyLine(series: StormSeries, palette: Palette): Record<string, unknown> | undefined {
  if (series.readyUs === null) return undefined;
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: palette.muted, type: [2, 3], width: 1 },
    label: { show: false },
    data: [{ xAxis: series.readyUs / 1e6 }],
  };
}

interface Hit {
  readonly seriesName: string;
  readonly marker: string;
  readonly value: readonly [number, number | null];
}

function describeHits(hits: readonly Hit[]): string {
  const first = hits[0];
  if (first === undefined) return '';
  const rows = hits.map((hit) => {
    const value = hit.value[1] ?? 0;
    const text = hit.seriesName.endsWith(', back') ? formatShare(value) : formatNumber(value);
    return `${hit.marker}${escapeMarkup(hit.seriesName)} <b>${text}</b>`;
  });
  return [`${first.value[0].toFixed(2)} s after the cut`, ...rows].join('<br>');
}
