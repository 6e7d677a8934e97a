import type { Palette } from './palette.js';

/** What all axes of the report share: quiet lines, units in the name, labels in the page's muted ink. */
export function styleAxis(palette: Palette, name: string): Record<string, unknown> {
  return {
    name,
    nameTextStyle: { color: palette.muted, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: palette.line } },
    axisTick: { show: true, lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, fontSize: 12, hideOverlap: true },
    splitLine: { show: true, lineStyle: { color: palette.line, opacity: 0.6 } },
    axisPointer: { label: { show: false } },
  };
}

/** An x axis carries its name in the middle below it. */
export function styleXAxis(palette: Palette, name: string): Record<string, unknown> {
  return {
    ...styleAxis(palette, name),
    nameLocation: 'middle',
    nameGap: 28,
    splitLine: { show: false },
  };
}

/** A y axis carries its name above, flush with the plot's left edge. */
export function styleYAxis(palette: Palette, name: string): Record<string, unknown> {
  return {
    ...styleAxis(palette, name),
    nameLocation: 'end',
    nameGap: 10,
    nameTextStyle: { color: palette.muted, fontSize: 12, align: 'left', padding: [0, 0, 0, -46] },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

export function styleTooltip(palette: Palette): Record<string, unknown> {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.line,
    textStyle: { color: palette.ink, fontSize: 12 },
    axisPointer: { type: 'line', lineStyle: { color: palette.muted, type: 'solid', width: 1 } },
    extraCssText:
      'max-width:min(24rem,80vw);white-space:normal;box-shadow:none;font-variant-numeric:tabular-nums',
  };
}

/** Zoom by dragging the slider; the wheel zooms only with Ctrl, so that it goes on scrolling the page. */
export function styleZoom(
  palette: Palette,
  axes: readonly number[],
  bottom: number,
): Record<string, unknown>[] {
  return [
    {
      type: 'inside',
      xAxisIndex: axes,
      zoomOnMouseWheel: 'ctrl',
      moveOnMouseMove: 'shift',
      filterMode: 'none',
    },
    {
      type: 'slider',
      xAxisIndex: axes,
      bottom,
      height: 16,
      filterMode: 'none',
      showDetail: false,
      brushSelect: false,
      borderColor: palette.line,
      backgroundColor: 'transparent',
      fillerColor: `${palette.muted}33`,
      handleStyle: { color: palette.surface, borderColor: palette.muted },
      moveHandleSize: 0,
      dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
    },
  ];
}
