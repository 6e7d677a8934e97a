import { defaultGateOptions } from '../analysis/gate/gate-types.js';
import { sparePairs } from '../analysis/gate/look-plan.js';
import { leastPairs } from '../analysis/gate/pairs-needed.js';
import { fewestPairs } from '../analysis/gate/test-series.js';
import { SquallError } from '../errors.js';

/** Enough to find what is half as slow again where runs differ by a tenth; docs/gate.md has the curve. */
export const defaultPairs = 15;

/** What a gate may take without being asked, milliseconds: a CI job of ten minutes has something else to do, too. */
const budgetMs = 9.5 * 60_000;

export interface PairsWanted {
  /** By the user, who is then right. */
  readonly given: number | undefined;
  /** By the calibration of this machine. */
  readonly calibrated: number | undefined;
  readonly plannedRunMs: number;
  /** How many metrics are judged at once, at most: of all trials of a run. */
  readonly family: number;
}

/** Fewer valid pairs than this prove nothing after the correction for so many metrics. */
export function fewestUseful(family: number): number {
  return leastPairs(defaultGateOptions.alpha, family);
}

/**
 * Default pairs, fewer where they would take more than ten minutes, or as many as the calibration asks for; never fewer than are useful, and
 * some more, for a pair may turn out invalid.
 */
export function choosePairs({ given, calibrated, plannedRunMs, family }: PairsWanted): number {
  if (given !== undefined) return given;
  const affordable = Math.floor(budgetMs / (2 * Math.max(1, plannedRunMs)));
  return Math.max(fewestUseful(family) + sparePairs, calibrated ?? Math.min(defaultPairs, affordable));
}

/** @throws SquallError SQUALL_USAGE for fewer pairs than could prove anything: they would take their time and end as invalid */
export function requireUseful(pairs: number, family: number): void {
  const least = fewestUseful(family);
  if (pairs >= least) return;
  const about = family === 1 ? '1 metric' : `${family} metrics`;
  const problem = `${pairs} pairs cannot prove anything about ${about} at once; ${least} are the least`;
  const remedy = `give --pairs ${least + sparePairs}, which leaves room for invalid ones, or fewer metrics with --metric or --only`;
  throw new SquallError('SQUALL_USAGE', problem, remedy, { key: '--pairs' });
}

/** @throws SquallError SQUALL_USAGE for fewer pairs than noise can be learnt from */
export function requireLearnable(pairs: number): void {
  if (pairs >= fewestPairs) return;
  const problem = `${pairs} pairs say too little about noise; ${fewestPairs} are the least, and 20 are sensible`;
  throw new SquallError('SQUALL_USAGE', problem, 'give more --pairs', { key: '--pairs' });
}
