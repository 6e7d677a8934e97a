import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import {
  binUs,
  chooseGrouping,
  type DensityModel,
  groupBins,
} from '../../../analysis/storm/policy-density.js';
import { formatNumber, formatUs } from '../../format.js';

use([LineChart, GridComponent, MarkLineComponent, SVGRenderer, TitleComponent]);

const width = 1000;
const panelHeight = 150;
const plotHeight = 90;
const mostGroups = 400;
const [ink, muted, line, blue, red] = ['#1a1d21', '#5b6470', '#d9dde2', '#0072b2', '#b3261e'];

/** Draws on the server's side of things: no browser, no script in the picture. */
export function drawDensity(model: DensityModel): string {
  const perGroup = chooseGrouping(model, mostGroups);
  const groups = groupBins(model, perGroup);
  const seconds = (at: number): number => (at * perGroup * binUs) / 1e6;
  const chart = init(null, undefined, {
    renderer: 'svg',
    ssr: true,
    width,
    height: model.panels.length * panelHeight + 30,
  });
  const last = model.panels.length - 1;
  const endS = seconds(groups[0]?.length ?? 1);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'sans-serif' },
    title: model.panels.map(({ policy, gaveUp }, at) => ({
      text: gaveUp === 0 ? policy : `${policy} (${gaveUp} give up)`,
      subtext: at === 0 ? `attempts per ${formatUs(perGroup * binUs)}; dashed: server ready` : '',
      left: 60,
      top: at * panelHeight,
      itemGap: 2,
      textStyle: { fontSize: 13, color: ink },
      subtextStyle: { fontSize: 11, color: muted },
    })),
    grid: model.panels.map((_, at) => ({
      left: 60,
      right: 20,
      top: at * panelHeight + 34,
      height: plotHeight,
    })),
    xAxis: model.panels.map((_, at) => ({
      gridIndex: at,
      type: 'value',
      min: 0,
      max: endS,
      name: at === last ? 'seconds since the loss' : '',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: muted },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, showMaxLabel: false },
      splitLine: { show: false },
    })),
    yAxis: model.panels.map((_, at) => ({
      gridIndex: at,
      type: 'value',
      min: 0,
      splitNumber: 3,
      axisLabel: { color: muted, formatter: (value: number) => formatNumber(value) },
      splitLine: { lineStyle: { color: line } },
    })),
    series: groups.map((values, at) => ({
      type: 'line',
      step: 'middle',
      symbol: 'none',
      xAxisIndex: at,
      yAxisIndex: at,
      lineStyle: { width: 1, color: blue },
      areaStyle: { color: blue, opacity: 0.6 },
      data: values.map((value, group) => [seconds(group + 0.5), value]),
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: red, type: 'dashed' },
        data: [{ xAxis: model.outageUs / 1e6 }],
      },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
