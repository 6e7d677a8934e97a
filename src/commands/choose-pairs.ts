import { defaultGateOptions } from '../analysis/gate/gate-types.js';
import { leastPairs } from '../analysis/gate/pairs-needed.js';

/** Enough to find what is half as slow again where runs differ by a tenth; docs/gate.md has the curve. */
export const defaultPairs = 15;

/** What a gate may take without being asked, milliseconds: a CI job of ten minutes has something else to do, too. */
const budgetMs = 9.5 * 60_000;

/** Metrics that most trials have of those gated unless told otherwise: three of latency, CPU, memory. */
const usualMetrics = 5;

export interface PairsWanted {
  /** By the user, who is then right. */
  readonly given: number | undefined;
  readonly plannedRunMs: number;
  /** Trials of a run that are judged apart. */
  readonly cells: number;
}

/**
 * Fewer pairs than this prove nothing after the correction for all metrics of all trials.
 * @param metrics how many are gated at most in each trial
 */
export function fewestUseful(cells: number, metrics = usualMetrics): number {
  return leastPairs(defaultGateOptions.alpha, Math.min(usualMetrics, metrics) * Math.max(1, cells));
}

/** Default pairs, fewer where they would take more than ten minutes, but never fewer than are useful. */
export function choosePairs({ given, plannedRunMs, cells }: PairsWanted): number {
  if (given !== undefined) return given;
  const affordable = Math.floor(budgetMs / (2 * Math.max(1, plannedRunMs)));
  return Math.max(fewestUseful(cells), Math.min(defaultPairs, affordable));
}
