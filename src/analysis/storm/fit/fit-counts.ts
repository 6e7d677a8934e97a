import { chiSquaredTail } from './tail-chances.js';

/** How well counts agree with what was expected of them. */
export interface Fit {
  /** Pearson's Σ (observed − expected)² / expected. */
  readonly chiSquared: number;
  readonly degrees: number;
  /** Chance of a value as large by the draws alone. */
  readonly p: number;
}

/** Pearson's statistic follows χ² only where every class expects a handful; the usual rule (W. G. Cochran, 1954). */
const fewest = 5;
/** A bin that expects less is one where nothing should be. */
const nothing = 0.05;

/**
 * Pearson's χ² test of counts by bin. Neighbouring bins are merged until they expect 5. Bins in which nothing is expected form one class,
 * "elsewhere", however far apart: merged with their neighbours, strays would disappear in them. It counts as expecting at least
 * one, so that a single stray among thousands does not decide.
 * @param expected as many as observed; the sum need not be whole
 * @param total set where the counts add up to a number known beforehand: a multinomial, with a degree of freedom less
 */
export function fitCounts(observed: readonly number[], expected: readonly number[], total?: number): Fit {
  const { classes, elsewhere } = mergeBins(observed, expected);
  const late = total === undefined ? 0 : total - sum(expected);
  // What is to come after the end of the counts is a class as any other.
  if (total !== undefined && late >= fewest)
    classes.push({ observed: total - sum(observed), expected: late });
  let chiSquared = classes.reduce((value, { observed: o, expected: e }) => value + (o - e) ** 2 / e, 0);
  let degrees = classes.length - (total === undefined ? 0 : 1);
  if (elsewhere.observed > 0) {
    chiSquared += (elsewhere.observed - elsewhere.expected) ** 2 / Math.max(1, elsewhere.expected);
    degrees++;
  }
  return { chiSquared, degrees, p: degrees <= 0 ? 1 : chiSquaredTail(degrees, chiSquared) };
}

interface CountClass {
  observed: number;
  expected: number;
}

function mergeBins(
  observed: readonly number[],
  expected: readonly number[],
): { classes: CountClass[]; elsewhere: CountClass } {
  const classes: CountClass[] = [];
  const elsewhere = { observed: 0, expected: 0 };
  let open: CountClass = { observed: 0, expected: 0 };
  expected.forEach((share, bin) => {
    const into = share < nothing ? elsewhere : open;
    into.observed += observed[bin] ?? 0;
    into.expected += share;
    if (open.expected < fewest) return;
    classes.push(open);
    open = { observed: 0, expected: 0 };
  });
  const last = classes.at(-1);
  if (last === undefined) return { classes: open.expected > 0 ? [open] : [], elsewhere };
  last.observed += open.observed;
  last.expected += open.expected;
  return { classes, elsewhere };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
