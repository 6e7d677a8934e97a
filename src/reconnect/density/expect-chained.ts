import { delayByLaw } from './delay-by-law.js';
import { type DelayLaw, evenLaw, pointLaw } from './delay-law.js';
import type { DelayLaws } from './delay-laws.js';

export interface ChainedExpectation {
  readonly binUs: number;
  readonly losses: Float64Array;
  /** Of each bin, the share in which attempts fail. */
  readonly away: Float64Array;
  readonly chain: NonNullable<DelayLaws['chained']>;
}

/**
 * Attempts of a policy whose delay is min(cap, U(base, factor · previous)): a Markov chain over the previous delay, followed with
 * that delay in cells of 1 % width and the cap as a cell of its own.
 */
export function expectChained({ binUs, losses, away, chain }: ChainedExpectation): Float64Array {
  const cells = cutCells(chain);
  const total = new Float64Array(losses.length);
  let waiting: readonly Float64Array[] = spreadFirst(cells, chain).map((share) =>
    losses.map((count) => count * share),
  );
  for (;;) {
    const failing = waiting.map((column, at) => {
      const attempts = delayByLaw(column, lawOfCell(cells[at]), binUs, losses.length - 1);
      for (const [bin, count] of attempts.entries()) total[bin] = (total[bin] ?? 0) + count;
      return attempts.map((count, bin) => count * (away[bin] ?? 0));
    });
    if (sum(failing) <= 1e-6 * sum([losses])) return total;
    waiting = step(failing, cells, chain);
  }
}

interface Cell {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Cells of about 1 % width, with an edge at factor · least, where the first delay ends. */
function cutCells({ fromUs, factor, capUs }: ChainedExpectation['chain']): Cell[] {
  const ratio = factor ** (1 / Math.ceil(Math.log(factor) / Math.log(1.01)));
  const cells: Cell[] = [];
  for (let at = 0, edgeUs = fromUs; edgeUs < capUs; at++) {
    const nextUs = Math.min(capUs, fromUs * ratio ** (at + 1));
    cells.push({ fromUs: edgeUs, toUs: nextUs });
    edgeUs = nextUs;
  }
  return [...cells, { fromUs: capUs, toUs: capUs }];
}

function lawOfCell(cell: Cell | undefined): DelayLaw {
  if (cell === undefined) return [];
  return cell.fromUs === cell.toUs ? pointLaw(cell.fromUs) : evenLaw(cell.fromUs, cell.toUs);
}

/** Share of the first delay in each cell: as if after a previous delay of the least. */
function spreadFirst(
  cells: readonly Cell[],
  { fromUs: leastUs, factor, capUs }: ChainedExpectation['chain'],
): number[] {
  const endUs = factor * leastUs;
  return cells.map(({ fromUs, toUs }, at) => {
    const part = at === cells.length - 1 ? endUs - capUs : Math.min(endUs, toUs) - fromUs;
    return leastUs >= capUs ? 1 : Math.max(0, part) / (endUs - leastUs);
  });
}

/**
 * From failures by cell of the delay before them to waits by cell of the delay after them. A previous delay d spreads evenly up to
 * factor · d: cells below that take a share by their width, so one running sum over the columns serves all of them.
 */
function step(
  failing: readonly Float64Array[],
  cells: readonly Cell[],
  chain: ChainedExpectation['chain'],
): Float64Array[] {
  const next = cells.map(() => new Float64Array(failing[0]?.length ?? 0));
  const running = new Float64Array(failing[0]?.length ?? 0);
  const reaches = cells.map((cell) => (chain.factor * (cell.fromUs + cell.toUs)) / 2);
  let from = cells.length - 1;
  for (let target = cells.length - 1; target >= 0; target--) {
    const [cell, into] = [cells[target], next[target]];
    if (cell === undefined || into === undefined) continue;
    addScaled(into, running, cell.toUs - cell.fromUs);
    // These end within the cell and take part of it; what reaches beyond the cap falls onto it.
    for (; from >= 0 && (reaches[from] ?? 0) > cell.fromUs; from--) {
      const [column, reachUs = 0] = [failing[from], reaches[from]];
      if (column === undefined) continue;
      addScaled(into, column, (reachUs - cell.fromUs) / (reachUs - chain.fromUs));
      addScaled(running, column, 1 / (reachUs - chain.fromUs));
    }
  }
  return next;
}

function addScaled(into: Float64Array, from: Float64Array, factor: number): void {
  for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) + factor * (from[at] ?? 0);
}

function sum(columns: readonly Float64Array[]): number {
  return columns.reduce((total, column) => total + column.reduce((inner, count) => inner + count, 0), 0);
}
