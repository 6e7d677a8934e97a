import type { DistributionSeries } from '../../../analysis/report/report-model.js';
import { formatUs } from '../../format.js';
import { styleTooltip, styleYAxis } from './axis.js';
import { createFigure, type Figure } from './chart.js';
import { escapeMarkup, makeSelect } from './dom.js';
import { nameHistogram } from './histogram-titles.js';
import type { PageData } from './page-data.js';
import { dashOf } from './palette.js';
import { countNines, drawMedianLine, namePercentile, stylePercentileAxis } from './percentile-axis.js';
import { makeTrialLegend } from './trial-legend.js';

/**
 * Latency over percentile. The axis runs over the share that is slower, halving to the right, so that the tail has as
 * much room as the middle.
 */
export function showDistributions(host: HTMLElement, controls: HTMLElement, data: PageData): void {
  const histograms = [...new Set(data.distributions.map((series) => series.histogram))];
  let chosen = histograms[0] ?? '';
  const figure: { current?: Figure } = {};
  const legend = makeTrialLegend(
    data.trials.filter((trial) => data.distributions.some((series) => series.trial === trial.id)),
    () => figure.current?.redraw(),
  );
  const select = makeSelect(
    'Latency of',
    histograms.map((name) => [name, nameHistogram(name)] as const),
    chosen,
    (value) => {
      chosen = value;
      figure.current?.redraw();
    },
  );
  controls.append(select, legend.element);
  figure.current = createFigure(host, (palette, width) => ({
    grid: { left: 62, right: 34, top: 34, bottom: 48 },
    tooltip: { ...styleTooltip(palette), formatter: (hits: unknown) => describeHits(hits as Hit[]) },
    xAxis: stylePercentileAxis(palette, width),
    yAxis: {
      ...styleYAxis(palette, 'latency, logarithmic'),
      type: 'log',
      min: (extent: { min: number }) => 10 ** Math.floor(Math.log10(Math.max(1, extent.min))),
      axisLabel: {
        color: palette.muted,
        fontSize: 12,
        formatter: (us: number) => formatUs(us).replace(/\.0+ /, ' '),
      },
    },
    series: data.trials.flatMap((trial) => {
      const found = data.distributions.find(
        (series) => series.trial === trial.id && series.histogram === chosen,
      );
      if (found === undefined || !legend.isShown(trial.id)) return [];
      return [
        {
          type: 'line',
          name: trial.name,
          data: toPoints(found),
          showSymbol: false,
          color: palette.transports[trial.transport],
          lineStyle: {
            width: width < 500 ? 1.5 : 2,
            type: dashOf(trial.style),
            opacity: trial.standing === 'valid' ? 1 : 0.4,
          },
          emphasis: { disabled: true },
          markLine: drawMedianLine(palette, width),
        },
      ];
    }),
  }));
}

/** The maximum has no place on such an axis. */
function toPoints(series: DistributionSeries): [number, number][] {
  return series.points
    .filter(([percentile, us]) => percentile < 1 && us > 0)
    .map(([percentile, us]) => [countNines(percentile), us]);
}

interface Hit {
  readonly seriesName: string;
  readonly marker: string;
  readonly value: readonly [number, number];
}

function describeHits(hits: readonly Hit[]): string {
  const first = hits[0];
  if (first === undefined) return '';
  const rows = [...hits]
    .sort((a, b) => b.value[1] - a.value[1])
    .map((hit) => `${hit.marker}${escapeMarkup(hit.seriesName)} <b>${formatUs(hit.value[1])}</b>`);
  return [`${namePercentile(first.value[0])} took at most`, ...rows].join('<br>');
}
