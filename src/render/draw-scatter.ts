import type { TradePlot, TradePoint } from '../analysis/advice/advice-page.js';
import { formatQuantity } from './format.js';

const width = 64;
const height = 14;

/** One axis: a logarithmic range, in the unit in which its ends are written. */
interface Axis {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly unit: 'us' | 'perSecond';
}

/**
 * Time to recover against peak attempts in characters: letters are the table's, capitals keep every limit, `*` stands where
 * several fall together, lines mark the limits.
 * @returns empty when fewer than two settings were back
 */
export function drawScatter(plot: TradePlot): string {
  const points = plot.points.filter(({ backUs, peakPerSecond }) => (backUs ?? 0) > 0 && peakPerSecond > 0);
  if (points.length < 2) return '';
  const { limits } = plot;
  const x = makeAxis(plot.backTitle, 'us', [...points.map(({ backUs }) => backUs ?? 0), limits.backUs ?? 0]);
  const y = makeAxis('peak', 'perSecond', [
    ...points.map((point) => point.peakPerSecond),
    limits.peakPerSecond ?? 0,
  ]);
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  drawLimits(rows, plot, x, y);
  const taken = new Set<string>();
  for (const point of points) placePoint(rows, taken, point, x, y);
  return [
    `peak attempts (up to ${formatQuantity({ value: y.high, unit: y.unit })}) against ${plot.backTitle} (to the right), both logarithmic`,
    ...rows.map((row) => `│${row.join('').trimEnd()}`),
    `└${'─'.repeat(width)}`,
    ` ${tellEnds(x)}`,
    `peak from ${formatQuantity({ value: y.low, unit: y.unit })}; capitals keep every limit, * is several, lines are limits`,
  ].join('\n');
}

function makeAxis(title: string, unit: Axis['unit'], values: readonly number[]): Axis {
  const present = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...present), Math.max(...present)];
  // One value alone still needs a range to lie in.
  return low === high ? { title, unit, low: low / 2, high: high * 2 } : { title, unit, low, high };
}

function placeOn({ low, high }: Axis, value: number, cells: number): number {
  const share = Math.log(value / low) / Math.log(high / low);
  return Math.max(0, Math.min(cells - 1, Math.round(share * (cells - 1))));
}

function drawLimits(rows: string[][], { limits }: TradePlot, x: Axis, y: Axis): void {
  if (limits.peakPerSecond !== null && limits.peakPerSecond > 0) {
    rows[height - 1 - placeOn(y, limits.peakPerSecond, height)]?.fill('┄');
  }
  if (limits.backUs === null || limits.backUs <= 0) return;
  const column = placeOn(x, limits.backUs, width);
  for (const row of rows) row[column] = '┆';
}

function placePoint(rows: string[][], taken: Set<string>, point: TradePoint, x: Axis, y: Axis): void {
  const column = placeOn(x, point.backUs ?? x.high, width);
  const line = height - 1 - placeOn(y, point.peakPerSecond, height);
  const row = rows[line];
  if (row === undefined) return;
  const place = `${line} ${column}`;
  const mark = point.standing === 'beyond' ? point.mark : point.mark.toUpperCase();
  row[column] = taken.has(place) || mark.length > 1 ? '*' : mark;
  taken.add(place);
}

function tellEnds(axis: Axis): string {
  const [from, to] = [axis.low, axis.high].map((value) => formatQuantity({ value, unit: axis.unit }));
  return `${from}${' '.repeat(Math.max(1, width - (from?.length ?? 0) - (to?.length ?? 0)))}${to}`;
}
