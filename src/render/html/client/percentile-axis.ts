import { styleXAxis } from './axis.js';
import type { Palette } from './palette.js';

const narrowPx = 560;

/**
 * An axis over the share that is slower, a tenth of it from mark to mark, so that the tail has as much room as the middle. Its values count
 * nines: 0 is 0 %, 1 is 90 %, 2 is 99 %.
 */
export function stylePercentileAxis(palette: Palette, width: number): Record<string, unknown> {
  const isNarrow = width < narrowPx;
  return {
    ...styleXAxis(palette, isNarrow ? '% that were at least this fast' : 'share that was at least this fast'),
    type: 'value',
    min: 0,
    interval: 1,
    axisLabel: {
      color: palette.muted,
      fontSize: 12,
      formatter: (nines: number) => nameTick(nines, isNarrow),
    },
    splitLine: { show: true, lineStyle: { color: palette.line, opacity: 0.6 } },
  };
}

/** 50 % lies between the axis' ticks, and it is the percentile that everyone looks for first. */
export function drawMedianLine({ muted }: Palette, width: number): Record<string, unknown> {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: muted, type: [2, 4], width: 1, opacity: 0.6 },
    label: {
      formatter: width < narrowPx ? '50' : '50 %',
      color: muted,
      fontSize: 12,
      position: 'start',
      distance: 8,
    },
    data: [{ xAxis: countNines(0.5) }],
  };
}

/** @param percentile 0 to less than 1 */
export function countNines(percentile: number): number {
  return -Math.log10(1 - percentile);
}

/** `99.9 %` at 3. */
export function namePercentile(nines: number): string {
  return nameShare(1 - 10 ** -nines);
}

/** On a narrow screen there is no room for the sign, nor for a zero beside the 50. */
function nameTick(nines: number, isNarrow: boolean): string {
  // Where the axis ends is no percentile that anybody asks for.
  if (!Number.isInteger(nines)) return '';
  if (isNarrow && nines === 0) return '';
  const name = namePercentile(nines);
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
