import type { LoadedRun } from '../../storage/loaded-run.js';
import { type Choice, chooseCandidate } from './choose-candidate.js';
import { type JudgedCandidate, judgeCandidate } from './judge-candidate.js';
import type { Limit } from './limit.js';
import { collectSituations } from './situation.js';

/** Which reconnect window to take in one situation. */
export interface StormAdvice {
  readonly situation: string;
  /** In order of their windows. */
  readonly judged: readonly JudgedCandidate[];
  readonly choice: Choice;
}

/**
 * Advises on the reconnect window from stored results. Pure: the same results and limits give the same advice.
 * @param runs their trials count together where workload, faults and transport are the same
 */
export function adviseOnStorm(runs: readonly LoadedRun[], limits: readonly Limit[]): StormAdvice[] {
  return collectSituations(runs).map(({ name, candidates }) => {
    const judged = candidates.map((candidate) => judgeCandidate(candidate, limits));
    return { situation: name, judged, choice: chooseCandidate(judged) };
  });
}
