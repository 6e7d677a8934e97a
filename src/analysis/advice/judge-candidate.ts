import type { Threshold } from '../../scenario/scenario.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import { lookUpMetric } from '../metric-catalogue.js';
import type { ForeseenStorm } from './foresee-storm.js';
import type { Limit } from './limit.js';
import type { Candidate } from './situation.js';

/**
 * How far below a limit the foreseen figure has to stay at least, as a share of the limit. What is foreseen is the same in every
 * run of a seed, so it decides near a limit; the margin is what measured figures may stray from it without turning the advice
 * over. Between two runs of a seed on a shared machine they differ by up to 7 % (docs/advice.md, "How stable it is").
 */
export const leastMargin = 0.1;

/**
 * `within`: measured in every repeat, and clear of the limit. `close`: measured within, but the limit lies inside the figure's own
 * noise. `beyond`: measured beyond in some repeat. `unmeasured`: there is no figure, e.g. 99 % never were back.
 */
export type Standing = 'within' | 'close' | 'beyond' | 'unmeasured';

export interface Finding {
  readonly limit: Limit;
  readonly standing: Standing;
  /** The worst over the repeats, in the metric's unit; null when a repeat has none. */
  readonly measured: number | null;
  /** The worst prediction; null where the metric has none. */
  readonly foreseen: number | null;
  /**
   * By how much the figure has to stay clear of the limit. Of a foreseen one: as a share of the limit, what measured ÷ foreseen
   * ranges over in the repeats, and `leastMargin` at least. Of others: what the repeats range over, in the metric's unit.
   */
  readonly margin: number;
  /** The limit that would admit the candidate; null when no value would. */
  readonly needed: number | null;
}

export interface JudgedCandidate {
  readonly candidate: Candidate;
  readonly findings: readonly Finding[];
  /** Whether all limits are kept; false without a valid trial. */
  readonly isWithin: boolean;
}

/** Holds a candidate against those limits that apply to its transport. */
export function judgeCandidate(candidate: Candidate, limits: readonly Limit[]): JudgedCandidate {
  const { trials, foreseen } = candidate;
  const transport = trials[0]?.result.labels.transport;
  const findings = limits
    .filter(({ threshold }) => threshold.transport === undefined || threshold.transport === transport)
    .map((limit) => judgeLimit(limit, trials, foreseen));
  const isWithin = trials.length > 0 && findings.every(({ standing }) => standing === 'within');
  return { candidate, findings, isWithin };
}

function judgeLimit(
  limit: Limit,
  trials: readonly LoadedTrial[],
  storms: readonly (ForeseenStorm | undefined)[],
): Finding {
  const { threshold } = limit;
  const metric = lookUpMetric(threshold.metric);
  const values = trials.map(({ result }) => metric?.read(result) ?? null);
  const foreseenValues = isUpper(threshold)
    ? storms.map((storm) => readForeseen(storm, threshold.metric))
    : [];
  const measured = findWorst(values, threshold);
  const known = foreseenValues.filter((value) => value !== undefined);
  // A return that is not foreseen by the end of the trial is beyond every limit.
  const foreseen =
    known.length === 0 ? null : Math.max(...known.map((value) => value ?? Number.POSITIVE_INFINITY));
  const margin = foreseen === null ? measureRange(values) : measureStray(values, foreseenValues);
  const figures = { threshold, measured, foreseen, margin };
  return {
    limit,
    standing: rate(figures),
    measured,
    foreseen: foreseen === Number.POSITIVE_INFINITY ? null : foreseen,
    margin,
    needed: findNeeded(figures),
  };
}

interface Figures extends Pick<Finding, 'measured' | 'foreseen' | 'margin'> {
  readonly threshold: Threshold;
}

function rate({ threshold, measured, foreseen, margin }: Figures): Standing {
  if (measured === null) return 'unmeasured';
  if (!holds(threshold, measured)) return 'beyond';
  const isClear =
    foreseen === null
      ? holds(threshold, isUpper(threshold) ? measured + margin : measured - margin)
      : foreseen <= threshold.value * (1 - margin);
  return isClear || isExact(threshold) ? 'within' : 'close';
}

/** An interval cannot keep `==` and `!=`: such a limit is kept by every repeat or not. */
function isExact({ comparison }: Threshold): boolean {
  return comparison === '==' || comparison === '!=';
}

function measureRange(values: readonly (number | null)[]): number {
  const present = values.filter((value) => value !== null);
  return present.length < 2 ? 0 : Math.max(...present) - Math.min(...present);
}

/** Repeats have different seeds; what is left of their differences beside what is foreseen of each is noise. */
function measureStray(
  values: readonly (number | null)[],
  foreseen: readonly (number | null | undefined)[],
): number {
  const ratios = values.flatMap((value, at) => {
    const expected = foreseen[at] ?? 0;
    return value === null || expected <= 0 ? [] : [value / expected];
  });
  return Math.min(mostMargin, Math.max(leastMargin, measureRange(ratios)));
}

/** Figures that stray further than this leave nothing of a limit; half of it is little enough. */
const mostMargin = 0.5;

function isUpper({ comparison }: Threshold): boolean {
  return comparison === '<' || comparison === '<=';
}

const compare: Record<Threshold['comparison'], (actual: number, limit: number) => boolean> = {
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '==': (actual, limit) => actual === limit,
  '>=': (actual, limit) => actual >= limit,
  '>': (actual, limit) => actual > limit,
  '!=': (actual, limit) => actual !== limit,
};

function holds({ comparison, value }: Threshold, actual: number): boolean {
  return compare[comparison](actual, value);
}

/** The value that is hardest on the limit: one that breaks it, if any does, and otherwise the nearest to it. */
function findWorst(values: readonly (number | null)[], threshold: Threshold): number | null {
  const present = values.filter((value) => value !== null);
  if (present.length === 0 || present.length < values.length) return null;
  const { comparison } = threshold;
  if (isUpper(threshold)) return Math.max(...present);
  if (comparison === '>' || comparison === '>=') return Math.min(...present);
  return present.find((value) => !holds(threshold, value)) ?? present[0] ?? null;
}

function readForeseen(storm: ForeseenStorm | undefined, metric: string): number | null | undefined {
  if (metric === 'storm.peakAttemptsPerSecond') return storm?.peakAttemptsPerSecond;
  const [, percentile] = /^storm\.back\.(p\d+)$/.exec(metric) ?? [];
  return percentile === undefined ? undefined : storm?.backUs?.[percentile as 'p50'];
}

/** Rounded up, so that a user who states it gets what was promised. */
function findNeeded({ threshold, measured, foreseen, margin }: Figures): number | null {
  if (measured === null || foreseen === Number.POSITIVE_INFINITY || !isUpper(threshold)) return null;
  const least = foreseen === null ? measured + margin : Math.max(measured, foreseen / (1 - margin));
  const needed = roundUp(least);
  return threshold.comparison === '<' && needed === least ? roundUp(least * 1.01) : needed;
}

/** To two digits, never down: 1,951 becomes 2,000. Small counts stay whole. */
export function roundUp(value: number): number {
  if (value <= 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  const rounded = Number((Math.ceil(value / step - 1e-9) * step).toPrecision(2));
  return rounded >= value ? rounded : Number((rounded + step).toPrecision(2));
}
