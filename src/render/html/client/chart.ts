import { LineChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  DataZoomSliderComponent,
  GridSimpleComponent,
  LegendPlainComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Palette, readPalette } from './palette.js';

use([
  DataZoomInsideComponent,
  DataZoomSliderComponent,
  GridSimpleComponent,
  LegendPlainComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
]);

/** Draws what its figure shows now. `width` lets a figure rearrange itself on a phone. */
export type DrawFigure = (palette: Palette, width: number) => EChartsCoreOption;

/** A chart in a page element that can be redrawn after its controls, the theme or its width changed. */
export interface Figure {
  readonly chart: EChartsType;
  redraw(): void;
}

const figures = new Set<Figure>();

export function createFigure(element: HTMLElement, draw: DrawFigure): Figure {
  const chart = init(element, undefined, { renderer: 'svg' });
  let drawnWidth = 0;
  const figure: Figure = {
    chart,
    redraw() {
      drawnWidth = element.clientWidth;
      chart.resize();
      chart.setOption({ ...baseOption(), ...draw(readPalette(), drawnWidth) }, { notMerge: true });
    },
  };
  figures.add(figure);
  figure.redraw();
  new ResizeObserver(() => {
    if (element.clientWidth !== drawnWidth && element.clientWidth > 0) figure.redraw();
  }).observe(element);
  return figure;
}

export function redrawAll(): void {
  for (const figure of figures) figure.redraw();
}

function baseOption(): EChartsCoreOption {
  return {
    animation: false,
    // The element carries a written description; ECharts' own, made of raw numbers, would hide it.
    aria: { enabled: false },
    // Text is measured before it is drawn, so the name of a real font is needed: `inherit` would be measured as another.
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  };
}
