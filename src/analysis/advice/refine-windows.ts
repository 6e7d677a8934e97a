import { groupBy } from './group-by.js';
import type { JudgedCandidate } from './judge-candidate.js';
import type { StormAdvice } from './storm-advice.js';

/** A window worth trying next, in microseconds. */
export interface Refinement {
  readonly policy: string;
  readonly windowUs: number;
  /** Of the larger of the two windows. */
  readonly capUs: number;
}

/** Windows nearer to each other than this are not told apart any further. */
const leastRatio = 1.3;

/**
 * For every policy the geometric mean of the two windows that bracket the limits: the largest that breaks one and the smallest
 * above it that keeps all. Only those that could become the new advice.
 */
export function refineWindows(advice: readonly StormAdvice[]): Refinement[] {
  const found = advice.flatMap(({ judged, choice }) => {
    const bestUs = choice.best?.candidate.windowUs;
    if (bestUs === undefined) return [];
    return groupBy(judged, ({ candidate }) => candidate.settings.policy)
      .flatMap((group) => bracket(group) ?? [])
      .filter(({ windowUs }) => windowUs < bestUs);
  });
  return found.filter(
    (entry, at) => found.findIndex((other) => JSON.stringify(other) === JSON.stringify(entry)) === at,
  );
}

function bracket(group: readonly JudgedCandidate[]): Refinement | undefined {
  const known = group.filter(({ candidate }) => candidate.trials.length > 0);
  const upper = known.find(({ isWithin }) => isWithin);
  if (upper === undefined) return undefined;
  const { settings, windowUs: upperUs } = upper.candidate;
  const lowerUs = Math.max(
    0,
    ...known.map(({ candidate }) => candidate.windowUs).filter((us) => us < upperUs),
  );
  if (lowerUs === 0 || upperUs / lowerUs < leastRatio) return undefined;
  const windowUs = roundToTwoDigits(Math.sqrt(lowerUs * upperUs));
  return { policy: settings.policy, windowUs, capUs: Math.max(settings.capUs, windowUs) };
}

function roundToTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
