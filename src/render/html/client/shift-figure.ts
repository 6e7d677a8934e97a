import type {
  ComparedDistribution,
  ComparedPoint,
  Spread,
} from '../../../analysis/gate/compared-distribution.js';
import { formatUs } from '../../format.js';
import { styleTooltip, styleYAxis } from './axis.js';
import { createFigure, type DrawFigure, type Figure } from './chart.js';
import { escapeMarkup, make, makeSelect } from './dom.js';
import { nameHistogram } from './histogram-titles.js';
import type { Palette } from './palette.js';
import { countNines, drawMedianLine, namePercentile, stylePercentileAxis } from './percentile-axis.js';

const [added, interval] = ['median of the pairs', 'its interval'];

/** Both sides' distributions over each other, and beside them what the candidate adds at each percentile. */
export function showShift(
  host: HTMLElement,
  controls: HTMLElement,
  distributions: readonly ComparedDistribution[],
): void {
  const [first] = distributions;
  if (first === undefined) return;
  let chosen = first;
  const figures: Figure[] = [];
  const choices = distributions.map(
    ({ trial, histogram }, at) =>
      [String(at), [nameHistogram(histogram), trial].filter((part) => part !== '').join(' · ')] as const,
  );
  controls.append(
    makeSelect('Latency of', choices, '0', (value) => {
      chosen = distributions[Number(value)] ?? first;
      for (const figure of figures) figure.redraw();
    }),
  );
  const panels: readonly (readonly [string, string, DrawFigure])[] = [
    [
      'Both sides',
      'Latency by percentile, baseline dashed and candidate solid, medians over the runs.',
      (palette, width) => drawOverlay(chosen, palette, width),
    ],
    [
      'Candidate − baseline',
      'What the candidate adds at each percentile, median over the pairs with its interval.',
      (palette, width) => drawShift(chosen, palette, width),
    ],
  ];
  for (const [title, label, draw] of panels) {
    const plot = make('div', { class: 'plot shift-plot', role: 'img', 'aria-label': label });
    host.append(make('div', { class: 'panel' }, make('h3', {}, title), plot));
    figures.push(createFigure(plot, draw));
  }
}

function drawOverlay(
  { points }: ComparedDistribution,
  palette: Palette,
  width: number,
): Record<string, unknown> {
  const shown = listShown(points);
  const sides = [
    {
      name: 'baseline',
      color: palette.muted,
      type: 'dashed',
      read: ({ baseline }: ComparedPoint) => baseline,
    },
    {
      name: 'candidate',
      color: palette.transports.websocket,
      type: 'solid',
      read: ({ candidate }: ComparedPoint) => candidate,
    },
  ] as const;
  return {
    ...frame(palette, width),
    legend: styleLegend(
      palette,
      sides.map(({ name }) => name),
    ),
    yAxis: {
      ...styleYAxis(palette, width < 420 ? 'latency' : 'latency, logarithmic'),
      type: 'log',
      min: (extent: { min: number }) => 10 ** Math.floor(Math.log10(Math.max(1, extent.min))),
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (us: number) => shorten(formatUs(us)) },
    },
    series: sides.flatMap(({ name, color, type, read }, at) => [
      {
        ...lineOf(
          name,
          color,
          toLine(shown, (point) => read(point)[1]),
        ),
        lineStyle: { width: 2.5, type, color },
        markLine: at === 0 ? drawMedianLine(palette, width) : undefined,
      },
      ...([0, 2] as const).map((edge) =>
        thinLine(
          name,
          color,
          type,
          toLine(shown, (point) => read(point)[edge]),
        ),
      ),
    ]),
    tooltip: {
      ...styleTooltip(palette),
      formatter: (hits: unknown) => describeOverlay(hits as Hit[], shown),
    },
  };
}

function drawShift(
  { points }: ComparedDistribution,
  palette: Palette,
  width: number,
): Record<string, unknown> {
  const shown = listShown(points);
  const color = palette.transports.websocket;
  return {
    ...frame(palette, width),
    legend: styleLegend(palette, [added, interval]),
    yAxis: {
      ...styleYAxis(palette, 'added by the candidate'),
      type: 'value',
      // No line runs along the edge of the plot.
      boundaryGap: ['6%', '6%'],
      axisLabel: { color: palette.muted, fontSize: 12, formatter: (us: number) => shorten(tellShift(us)) },
    },
    series: [
      {
        ...thinLine(
          interval,
          color,
          'dotted',
          toLine(shown, ({ shift }) => shift.low),
        ),
        markLine: drawMedianLine(palette, width),
      },
      thinLine(
        interval,
        color,
        'dotted',
        toLine(shown, ({ shift }) => shift.high),
      ),
      {
        ...lineOf(
          added,
          color,
          toLine(shown, ({ shift }) => shift.median),
        ),
        lineStyle: { width: 2.5, color },
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: palette.ink, type: 'solid', width: 1 },
          data: [{ yAxis: 0 }],
        },
      },
    ],
    tooltip: { ...styleTooltip(palette), formatter: (hits: unknown) => describeShift(hits as Hit[], shown) },
  };
}

function frame(palette: Palette, width: number): Record<string, unknown> {
  return { grid: { left: 66, right: 24, top: 38, bottom: 48 }, xAxis: stylePercentileAxis(palette, width) };
}

/** A sample is the line, without a symbol, as the first series of its name is drawn. */
function styleLegend(palette: Palette, names: readonly string[]): Record<string, unknown> {
  return {
    top: 0,
    right: 8,
    itemWidth: 32,
    itemStyle: { opacity: 0 },
    textStyle: { color: palette.muted, fontSize: 12 },
    data: names,
  };
}

/** Above what is thinner, and without a symbol in the legend. */
function lineOf(name: string, color: string, data: [number, number][]): Record<string, unknown> {
  return { type: 'line', name, color, symbol: 'none', z: 3, emphasis: { disabled: true }, data };
}

type Stroke = 'solid' | 'dashed' | 'dotted';

/** Edge of a spread: drawn as the line it belongs to, and out of the way. */
function thinLine(
  name: string,
  color: string,
  type: Stroke,
  data: [number, number][],
): Record<string, unknown> {
  return {
    ...lineOf(name, color, data),
    z: 2,
    lineStyle: { width: 1, type: dashes[type], color, opacity: 0.8 },
  };
}

/** In pixels: what a thin line needs to be told from another. */
const dashes: Readonly<Record<Stroke, 'solid' | readonly number[]>> = {
  solid: 'solid',
  dashed: [6, 4],
  dotted: [2, 3],
};

/** The maximum has no place on the axis, and zero none on a logarithmic one. */
function listShown(points: readonly ComparedPoint[]): ComparedPoint[] {
  return points.filter(
    ({ percentile, baseline, candidate }) => percentile < 1 && baseline[0] > 0 && candidate[0] > 0,
  );
}

function toLine(
  points: readonly ComparedPoint[],
  read: (point: ComparedPoint) => number,
): [number, number][] {
  return points.map((point) => [countNines(point.percentile), read(point)]);
}

interface Hit {
  readonly dataIndex: number;
}

function describeOverlay(hits: readonly Hit[], shown: readonly ComparedPoint[]): string {
  const point = shown[hits[0]?.dataIndex ?? -1];
  if (point === undefined) return '';
  const tell = (name: string, [low, median, high]: Spread): string =>
    `${name} <b>${formatUs(median)}</b>, runs ${formatUs(low)} to ${formatUs(high)}`;
  return [
    `${escapeMarkup(namePercentile(countNines(point.percentile)))} took at most`,
    tell('baseline', point.baseline),
    tell('candidate', point.candidate),
  ].join('<br>');
}

function describeShift(hits: readonly Hit[], shown: readonly ComparedPoint[]): string {
  const point = shown[hits[0]?.dataIndex ?? -1];
  if (point === undefined) return '';
  const { low, median, high } = point.shift;
  return `at ${escapeMarkup(namePercentile(countNines(point.percentile)))}<br><b>${tellShift(median)}</b>, ${tellShift(low)} to ${tellShift(high)}`;
}

function tellShift(us: number): string {
  if (us === 0) return '0';
  return `${us < 0 ? '−' : '+'}${formatUs(Math.abs(us))}`;
}

/** `1 ms` where a table has `1.00 ms`. */
function shorten(text: string): string {
  return text.replace(/\.0+ /, ' ');
}
