import type { TimelineSeries, TrialHead } from '../../../analysis/report/report-model.js';
import { styleTooltip, styleXAxis, styleYAxis, styleZoom } from './axis.js';
import { createFigure, type Figure } from './chart.js';
import { escapeMarkup, make, makeSelect } from './dom.js';
import type { PageData } from './page-data.js';
import type { Palette } from './palette.js';
import { type Panel, panels, type Values } from './timeline-panels.js';

const panelHeight = 94;
const panelStep = 144;
/** The first panel's scale goes this much further than its values, so that the marks' labels stand above the lines. */
const roomForLabels = 1.3;
const none = '';

/** One trial, or two side by side on the same scales, with everything that happened in them over one time axis. */
export function showTimelines(host: HTMLElement, controls: HTMLElement, data: PageData): void {
  const choices = data.timelines.map((series) => [series.trial, nameOf(data.trials, series.trial)] as const);
  const chosen = [choices[0]?.[0] ?? none, host.clientWidth >= 900 ? (choices[1]?.[0] ?? none) : none];
  const slots = chosen.map(() => {
    const title = make('h3');
    const plot = make('div', { class: 'plot timeline-plot', role: 'img' });
    const box = make('div', { class: 'panel' }, title, plot);
    host.append(box);
    return { box, title, plot };
  });
  const figures: Figure[] = [];
  const update = (): void => {
    slots.forEach(({ box, title, plot }, at) => {
      const name = nameOf(data.trials, chosen[at] ?? none);
      box.hidden = chosen[at] === none;
      title.textContent = name;
      plot.setAttribute(
        'aria-label',
        `Connections, deliveries, attempts, latency and server CPU over time: ${name}`,
      );
    });
    for (const figure of figures) figure.redraw();
  };
  controls.append(
    makeSelect('Trial', choices, chosen[0] ?? none, (value) => {
      chosen[0] = value;
      update();
    }),
    makeSelect('beside', [[none, 'none'], ...choices], chosen[1] ?? none, (value) => {
      chosen[1] = value;
      update();
    }),
  );
  update();
  slots.forEach(({ plot }, at) => {
    figures.push(createFigure(plot, (palette, width) => draw(data, chosen, at, palette, width)));
  });
}

function draw(
  data: PageData,
  chosen: readonly string[],
  at: number,
  palette: Palette,
  width: number,
): Record<string, unknown> {
  const series = data.timelines.find((one) => one.trial === chosen[at]);
  const head = data.trials.find((trial) => trial.id === chosen[at]);
  if (series === undefined || head === undefined) return {};
  const shown = data.timelines.filter((one) => chosen.includes(one.trial));
  const endUs = Math.max(...shown.map((one) => (one.atUs.at(-1) ?? 0) + one.binUs));
  const axes = panels.map((_, index) => index);
  return {
    title: panels.map((panel, index) => ({
      text: width < 420 ? panel.short : panel.title,
      top: index * panelStep + 4,
      left: 0,
      padding: 0,
      textStyle: { color: palette.muted, fontSize: 12, fontWeight: 'normal' },
    })),
    legend: panels.flatMap((panel, index) =>
      panel.lines.length > 1 ? [legendOf(panel, index, palette)] : [],
    ),
    grid: axes.map((index) => ({ left: 56, right: 12, top: index * panelStep + 28, height: panelHeight })),
    tooltip: { ...styleTooltip(palette), formatter: (hits: unknown) => describeHits(hits as Hit[]) },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: axes.map((gridIndex) => ({
      ...styleXAxis(palette, gridIndex === axes.length - 1 ? 'seconds since the start of the trial' : ''),
      type: 'value',
      gridIndex,
      min: 0,
      max: endUs / 1e6,
      axisLabel: {
        show: gridIndex === axes.length - 1,
        color: palette.muted,
        fontSize: 12,
        showMaxLabel: false,
      },
    })),
    yAxis: panels.map((panel, gridIndex) => ({
      ...styleYAxis(palette, ''),
      gridIndex,
      type: panel.scale,
      splitNumber: panel.scale === 'log' ? 4 : 2,
      ...extentOf(panel, shown, gridIndex === 0 ? roomForLabels : 1),
      axisLabel: {
        showMaxLabel: gridIndex > 0,
        color: palette.muted,
        fontSize: 12,
        formatter: panel.format,
        hideOverlap: true,
      },
    })),
    dataZoom: styleZoom(palette, axes, 2),
    series: panels.flatMap((panel, index) => drawPanel(panel, index, series, head, palette, width)),
  };
}

function legendOf(panel: Panel, index: number, palette: Palette): Record<string, unknown> {
  return {
    data: panel.lines.map((line) => line.name),
    top: index * panelStep + 2,
    right: 8,
    padding: 0,
    itemWidth: 22,
    // 0 leaves the line and drops the dot that the library puts on it.
    itemHeight: 0,
    itemGap: 10,
    textStyle: { color: palette.muted, fontSize: 12 },
  };
}

/** Both trials on the same scale: otherwise a tenfold difference looks like none. */
function extentOf(panel: Panel, shown: readonly TimelineSeries[], room: number): Record<string, number> {
  const values = shown
    .flatMap((series) => panel.lines.flatMap((line) => [...line.read(series)]))
    .filter((value): value is number => value !== null && value > 0);
  const high = Math.max(...values, panel.scale === 'log' ? 10 : 0);
  if (panel.scale === 'value') {
    const max = ceilNicely(high);
    return { min: 0, max: max * room, interval: max / 2 };
  }
  const low = Math.min(...values, high);
  return { min: 10 ** Math.floor(Math.log10(low)), max: 10 ** Math.ceil(Math.log10(high)) };
}

function ceilNicely(value: number): number {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 6, 8].find((step) => step * unit >= value) ?? 10) * unit;
}

function drawPanel(
  panel: Panel,
  index: number,
  series: TimelineSeries,
  head: TrialHead,
  palette: Palette,
  width: number,
): Record<string, unknown>[] {
  const color = palette.transports[head.transport];
  const styles = [
    { color, lineStyle: { width: 2 } },
    { color: palette.ink, lineStyle: { width: 1.25, type: [5, 3] } },
    // Readings of the kernel's table are sparse: points, because a line would invent what lies between them.
    {
      color: palette.muted,
      lineStyle: { width: 1.5, type: [1, 3] },
      symbol: 'diamond',
      symbolSize: 6,
      showAllSymbol: true,
    },
  ];
  return panel.lines.map((line, at) => ({
    type: 'line',
    name: line.name,
    xAxisIndex: index,
    yAxisIndex: index,
    symbol: 'none',
    emphasis: { disabled: true },
    ...styles[at],
    z: 3 + at,
    data: toPoints(series, line.read(series), panel.scale === 'log'),
    ...(at === 0 ? drawMarks(series, palette, index === 0, width) : {}),
  }));
}

function toPoints(series: TimelineSeries, values: Values, isLog: boolean): [number, number | null][] {
  return values.map((value, bin) => [
    ((series.atUs[bin] ?? 0) + series.binUs / 2) / 1e6,
    isLog && value !== null && value <= 0 ? null : value,
  ]);
}

function drawMarks(
  series: TimelineSeries,
  palette: Palette,
  labelled: boolean,
  width: number,
): Record<string, unknown> {
  return {
    markArea: {
      silent: true,
      itemStyle: { color: palette.outage },
      data: series.outages.map(({ fromUs, toUs }) => [{ xAxis: fromUs / 1e6 }, { xAxis: toUs / 1e6 }]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: palette.muted, type: 'solid', width: 1 },
      data: series.marks.map((mark, at) => ({
        xAxis: mark.atUs / 1e6,
        label: {
          show: labelled,
          // `crash, down for 1 s` is `crash` where there is no room for more.
          formatter: width < 420 ? mark.text.replace(/,.*/, '') : mark.text,
          color: palette.ink,
          fontSize: 11,
          rotate: 0,
          position: 'insideEndBottom',
          align: at % 2 === 0 ? 'right' : 'left',
          padding: [0, 5],
        },
      })),
    },
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
  const rows = hits.flatMap((hit) => {
    const panel = panels.find((one) => one.lines.some((line) => line.name === hit.seriesName));
    if (panel === undefined || hit.value[1] === null) return [];
    return [`${hit.marker}${escapeMarkup(hit.seriesName)} <b>${panel.format(hit.value[1])}</b>`];
  });
  return [`${first.value[0].toFixed(2)} s`, ...rows].join('<br>');
}

function nameOf(trials: readonly TrialHead[], id: string): string {
  const head = trials.find((trial) => trial.id === id);
  if (head === undefined) return '';
  return head.standing === 'valid' ? head.name : `${head.name} (${head.standing})`;
}
