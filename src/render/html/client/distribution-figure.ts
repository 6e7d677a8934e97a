import type { DistributionSeries } from '../../../analysis/report/report-model.js';
import { formatUs } from '../../format.js';
import { styleTooltip, styleXAxis, styleYAxis } from './axis.js';
import { createFigure, type Figure } from './chart.js';
import { escapeMarkup, makeSelect } from './dom.js';
import type { PageData } from './page-data.js';
import { dashOf } from './palette.js';
import { makeTrialLegend } from './trial-legend.js';

const titles: Readonly<Record<string, string>> = {
  'delivery.steady': 'delivery, steady phase',
  delivery: 'delivery, all phases',
  'echo.steady': 'round trip, steady phase',
  echo: 'round trip, all phases',
  connect: 'connecting',
  reconnect: 'reconnecting',
};

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
    histograms.map((name) => [name, titles[name] ?? name] as const),
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
    xAxis: {
      ...styleXAxis(
        palette,
        width < 560 ? '% that were at least this fast' : 'share that was at least this fast',
      ),
      type: 'value',
      min: 0,
      interval: 1,
      axisLabel: {
        color: palette.muted,
        fontSize: 12,
        formatter: (nines: number) => nameTick(nines, width < 560),
      },
      splitLine: { show: true, lineStyle: { color: palette.line, opacity: 0.6 } },
    },
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
          markLine: medianLine(palette.muted, width < 560),
        },
      ];
    }),
  }));
}

/** 50 % lies between the axis' ticks, and it is the percentile that everyone looks for first. */
function medianLine(color: string, isNarrow: boolean): Record<string, unknown> {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color, type: [2, 4], width: 1, opacity: 0.6 },
    label: { formatter: isNarrow ? '50' : '50 %', color, fontSize: 12, position: 'start', distance: 8 },
    data: [{ xAxis: Math.log10(2) }],
  };
}

/** x counts nines: 0 is 0 %, 1 is 90 %, 2 is 99 %. The maximum has no place on such an axis. */
function toPoints(series: DistributionSeries): [number, number][] {
  return series.points
    .filter(([percentile, us]) => percentile < 1 && us > 0)
    .map(([percentile, us]) => [-Math.log10(1 - percentile), us]);
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
  return [`${nameShare(1 - 10 ** -first.value[0])} took at most`, ...rows].join('<br>');
}

/** On a narrow screen there is no room for the sign, nor for a zero beside the 50. */
function nameTick(nines: number, isNarrow: boolean): string {
  if (isNarrow && nines === 0) return '';
  const name = nameShare(1 - 10 ** -nines);
  return isNarrow ? name.replace(' %', '') : name;
}

function nameShare(share: number): string {
  const percent = share * 100;
  const places = Math.max(
    0,
    Math.min(4, Math.ceil(-Math.log10(100 - percent + 1e-9)) + (percent > 99 ? 1 : 0)),
  );
  return `${Number(percent.toFixed(places))} %`;
}
