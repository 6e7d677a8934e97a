import type { Calibration, MetricNoise } from '../../storage/calibration.js';
import { randomStream } from '../../system/random.js';
import type { GateOptions, PairSample } from './gate-types.js';
import { gatherSeries, type PairSeries } from './pair-series.js';
import { leastPairs, sideOf } from './pairs-needed.js';
import { mirrorNoise, simulatePassing, simulatePower } from './resample-noise.js';
import { measureRobustSpread } from './robust-spread.js';
import { tellUsable } from './tell-noise.js';
import { fewestPairs } from './test-series.js';

export interface CalibrationGoal {
  /** Smallest change to be found: 0.2 is 20 %. Must be above every δ. */
  readonly effect: number;
  /** Chance with which it is to be found. */
  readonly power: number;
}

export const defaultCalibrationGoal: CalibrationGoal = { effect: 0.2, power: 0.95 };

/** The chance of a power of 95 % to look like 93 or 97 % after so many tries is one in twenty. */
const tries = 500;

/**
 * Learns from A/A pairs how many pairs the gate needs on this machine. Per metric, whole gates are simulated on pairs resampled from its
 * noise, with the change put in, against the level of Holm's first and strictest step; the number of pairs is the smallest from which the
 * change is found with the chance asked for. A formula from the standard deviation would need an assumption about the noise's shape, which is what
 * an A/A run can tell. A metric that needs more pairs than allowed is refused. The figures are as good as the A/A pairs are many: noise that
 * did not occur among them is not in them.
 * @param samples pairs of identical code; exact metrics among them are passed over
 * @throws RangeError where the effect is not above a metric's δ
 */
export function calibrateGate(
  samples: readonly PairSample[],
  goal: CalibrationGoal,
  options: GateOptions,
): Calibration {
  const paired = gatherSeries(samples)
    .filter(({ metric }) => metric.evidence === 'paired')
    .map(dropUnbounded);
  const level = options.alpha / Math.max(1, paired.length);
  const needs = paired.map((series, at) => choosePairs(series, at, level, goal, options));
  const usable = needs.filter((pairs) => pairs !== null);
  const pairs = usable.length === 0 ? null : Math.max(...usable);
  return {
    ...goal,
    delta: options.delta,
    alpha: options.alpha,
    confidence: options.confidence,
    mostPairs: options.mostPairs,
    seed: options.seed,
    family: paired.length,
    pairs,
    metrics: paired.map((series, at) =>
      describeNoise(series, at, { needed: needs[at] ?? null, chosen: pairs, level }, goal, options),
    ),
  };
}

/** Clients that never came back give no ratio to learn noise from. */
function dropUnbounded(series: PairSeries): PairSeries {
  const isBounded = ({ baseline, candidate }: PairSeries['pairs'][number]): boolean =>
    Number.isFinite(baseline) && Number.isFinite(candidate);
  return { ...series, pairs: series.pairs.filter(isBounded) };
}

function readNoise({ pairs }: PairSeries): number[] {
  return pairs.map(({ baseline, candidate }) => Math.log(candidate / baseline));
}

function limitOf({ metric }: PairSeries, { delta }: GateOptions, { effect }: CalibrationGoal): number {
  const own = metric.delta ?? delta;
  if (effect <= own)
    throw new RangeError(`an effect of ${effect} cannot be told from a minimum effect of ${own}`);
  return Math.log1p(own);
}

/** @returns null where even the most pairs allowed do not find the change often enough, or there is too little to learn from */
function choosePairs(
  series: PairSeries,
  index: number,
  level: number,
  goal: CalibrationGoal,
  options: GateOptions,
): number | null {
  const limit = limitOf(series, options, goal);
  if (series.pairs.length < fewestPairs) return null;
  const noise = mirrorNoise(readNoise(series));
  const suffices = (pairs: number) => {
    const asked = { pairs, effect: goal.effect, limit, level };
    return (
      simulatePower(noise, asked, tries, randomStream(options.seed, 'power', index, pairs)) >= goal.power
    );
  };
  const least = Math.max(leastPairs(level, 1), leastPairs(sideOf(options.confidence), 1));
  if (least > options.mostPairs || !suffices(options.mostPairs)) return null;
  return findLeast(least, options.mostPairs, suffices);
}

/** The least number that suffices, `high` being known to. */
function findLeast(low: number, high: number, suffices: (pairs: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (suffices(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}

function describeNoise(
  series: PairSeries,
  index: number,
  { needed, chosen, level }: { needed: number | null; chosen: number | null; level: number },
  goal: CalibrationGoal,
  options: GateOptions,
): MetricNoise {
  const logs = readNoise(series);
  const limit = limitOf(series, options, goal);
  const noise = mirrorNoise(logs);
  const pairs = chosen ?? options.mostPairs;
  const random = randomStream(options.seed, 'noise', index);
  const enough = logs.length >= fewestPairs;
  const limits = enough ? simulatePassing(noise, pairs, options.confidence, tries, random) : [];
  const asked = { pairs, effect: goal.effect, limit, level };
  const facts = {
    pairs: logs.length,
    spread: logs.length === 0 ? null : measureRobustSpread(logs),
    pairsNeeded: needed,
    power: enough ? simulatePower(noise, asked, tries, random) : 0,
    passes: limits.filter((passing) => passing <= limit).length / tries,
    smallestDelta: enough ? toDelta(limits[Math.ceil(goal.power * tries) - 1]) : null,
    usable: needed !== null,
  };
  const { metric, labels } = series;
  return { metric, labels, ...facts, reason: tellUsable(facts, pairs, goal, options) };
}

/** null where so few pairs pass with no δ at all. */
function toDelta(limit: number | undefined): number | null {
  return limit === undefined || !Number.isFinite(limit) ? null : Math.max(0, Math.expm1(limit));
}
