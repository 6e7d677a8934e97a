import { type Random, randomStream } from '../../system/random.js';
import { smallestChance } from '../compare/smallest-chance.js';
import { medianOf } from '../gate/median-of.js';
import { findSplit, type Split } from './energy-split.js';

/** One stored result of a series: a figure and what to call it, e.g. a date or a commit. */
export interface TrendPoint {
  readonly value: number;
  readonly label: string;
}

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number;
  readonly label: string;
  /** Medians from the change before to this one, and from this one to the next. */
  readonly before: number;
  readonly after: number;
  /** after ÷ before; null where before is 0. */
  readonly ratio: number | null;
  /** Chance of so clear a change if the order of the values meant nothing. */
  readonly p: number;
}

export interface TrendOptions {
  /** A change is marked when its chance is at most this. */
  readonly alpha: number;
  /** Fewest values between two changes; fewer than this are outliers, not a level. */
  readonly fewestValues: number;
  /** Shuffles that a change is held against; ten times as many where the series is short. */
  readonly permutations: number;
  readonly seed: number;
}

export const defaultTrendOptions: TrendOptions = {
  alpha: 0.01,
  fewestValues: 4,
  permutations: 999,
  seed: 1,
};

/**
 * The fewest values in which a change can be marked: two levels of the fewest values, and shuffles enough that one as clear as can be is
 * rare. When two levels do not touch, two of the n over ⌊n ÷ 2⌋ orders part them as well as the one seen: it and its mirror image.
 */
export function fewestToMark({ alpha, fewestValues }: TrendOptions): number {
  let values = 2 * fewestValues;
  // What the Mann-Whitney test could prove at best has the same chance, for the same reason.
  while (smallestChance(Math.floor(values / 2), Math.ceil(values / 2)) > alpha) values++;
  return values;
}

/**
 * Finds where a series changes its level: E-divisive (Matteson and James 2014), the method that MongoDB found to hold up on a benchmark
 * fleet of its own (Daly et al., ICPE 2020). Series above 0 are looked at as logarithms, so that ×2 up and ×2 down weigh the same.
 * The series is divided again and again where the energy distance is greatest; a split stands when shuffling the values within the parts so
 * far seldom gives one as great. What it finds are changes of distribution: a slow drift shows as a stair of several changes, and a change of
 * the noise alone as one with a ratio near 1.
 * @returns in the order of the series
 */
export function findChanges(
  points: readonly TrendPoint[],
  options: TrendOptions = defaultTrendOptions,
): ChangePoint[] {
  const values = points.map(({ value }) => value);
  const series = values.every((value) => value > 0) ? values.map(Math.log) : values;
  const found: { at: number; p: number }[] = [];
  for (;;) {
    const bounds = [0, ...found.map(({ at }) => at).sort((a, b) => a - b), series.length];
    const parts = bounds.slice(1).map((end, at) => series.slice(bounds[at], end));
    const { split, offset } = findBestSplit(parts, options.fewestValues);
    if (!Number.isFinite(split.q)) break;
    const p = weighSplit(parts, split.q, options, found.length);
    if (p > options.alpha) break;
    found.push({ at: offset + split.at, p });
  }
  return describeChanges(points, found);
}

function findBestSplit(parts: readonly (readonly number[])[], least: number) {
  let best: { split: Split; offset: number } = { split: findSplit([], least), offset: 0 };
  let offset = 0;
  for (const part of parts) {
    const split = findSplit(part, least);
    if (split.q > best.split.q) best = { split, offset };
    offset += part.length;
  }
  return best;
}

/** Series up to this long get ten times the shuffles: their clearest step has a chance not far below α, and must not hang on the draw. */
const shortSeries = 20;

/** Sums of the same distances in another order differ in their last digits; a shuffle that parts a series alike is as great. */
const rounding = 1e-9;

/**
 * Besag and Clifford's sequential Monte Carlo p-value (Biometrika 78, 1991): it stops when twice as many shuffles beat the split as α would
 * bear, for what is not significant needs no third digit.
 */
function weighSplit(
  parts: readonly (readonly number[])[],
  q: number,
  { alpha, permutations, fewestValues, seed }: TrendOptions,
  round: number,
): number {
  const random = randomStream(seed, 'trend', round);
  const values = parts.reduce((sum, part) => sum + part.length, 0);
  const shuffles = (permutations + 1) * (values <= shortSeries ? 10 : 1);
  const tooMany = Math.ceil(2 * alpha * shuffles);
  let beaten = 0;
  for (let drawn = 1; drawn < shuffles; drawn++) {
    const shuffled = parts.map((part) => shuffle(part, random));
    if (findBestSplit(shuffled, fewestValues).split.q >= q * (1 - rounding)) beaten++;
    if (beaten === tooMany) return beaten / drawn;
  }
  return (beaten + 1) / shuffles;
}

function shuffle(values: readonly number[], random: Random): number[] {
  const shuffled = [...values];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = shuffled[at] as number;
    shuffled[at] = shuffled[other] as number;
    shuffled[other] = kept;
  }
  return shuffled;
}

function describeChanges(
  points: readonly TrendPoint[],
  found: readonly { at: number; p: number }[],
): ChangePoint[] {
  const sorted = [...found].sort((a, b) => a.at - b.at);
  const middle = (from: number, to: number) => medianOf(points.slice(from, to).map(({ value }) => value));
  return sorted.map(({ at, p }, index) => {
    const before = middle(sorted[index - 1]?.at ?? 0, at);
    const after = middle(at, sorted[index + 1]?.at ?? points.length);
    const label = points[at]?.label ?? '';
    return { at, label, before, after, ratio: before === 0 ? null : after / before, p };
  });
}
