import type { Threshold } from '../../scenario/scenario.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import { lookUpMetric } from '../metric-catalogue.js';
import { type ForeseenStorm, foreseeStorm } from './foresee-storm.js';
import type { Limit } from './limit.js';
import type { Candidate } from './situation.js';

/**
 * How far below a limit the seeded prediction has to stay. The prediction is the same in every run of a seed, so it
 * decides near a limit; the margin is what measured figures may stray from it without turning the advice over.
 */
export const predictionMargin = 0.05;

/**
 * `within`: measured in every repeat and foreseen with the margin. `close`: measured within, but foreseen too near the limit
 * or beyond it. `beyond`: measured beyond in some repeat. `unmeasured`: there is no figure, e.g. 99 % never were back.
 */
export type Standing = 'within' | 'close' | 'beyond' | 'unmeasured';

export interface Finding {
  readonly limit: Limit;
  readonly standing: Standing;
  /** The worst over the repeats, in the metric's unit; null when a repeat has none. */
  readonly measured: number | null;
  /** The worst prediction; null where the metric has none. */
  readonly foreseen: number | null;
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
  const storms = candidate.trials.map(foreseeStorm);
  const transport = candidate.trials[0]?.result.labels.transport;
  const findings = limits
    .filter(({ threshold }) => threshold.transport === undefined || threshold.transport === transport)
    .map((limit) => judgeLimit(limit, candidate.trials, storms));
  const isWithin = candidate.trials.length > 0 && findings.every(({ standing }) => standing === 'within');
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
  return {
    limit,
    standing: rate(threshold, measured, foreseen),
    measured,
    foreseen: foreseen === Number.POSITIVE_INFINITY ? null : foreseen,
    needed: findNeeded(threshold, measured, foreseen),
  };
}

function rate(threshold: Threshold, measured: number | null, foreseen: number | null): Standing {
  if (measured === null) return 'unmeasured';
  if (!holds(threshold, measured)) return 'beyond';
  if (foreseen === null) return 'within';
  return foreseen <= threshold.value * (1 - predictionMargin) ? 'within' : 'close';
}

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
function findNeeded(threshold: Threshold, measured: number | null, foreseen: number | null): number | null {
  if (measured === null || foreseen === Number.POSITIVE_INFINITY || !isUpper(threshold)) return null;
  const least = Math.max(measured, (foreseen ?? 0) / (1 - predictionMargin));
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
