import type { Measurement } from '../../../metrics/measurement.js';
import type { Trial } from '../../../scenario/scenario.js';
import type { StormFitResult } from '../../../storage/result.js';
import { expectStorm } from './expect-storm.js';
import { findLimits } from './find-limits.js';
import { fitStorm } from './fit-storm.js';

/** Attempts that chance alone spreads as far from the expectation once in a hundred storms are told as another law's. */
export const fitSignificance = 0.01;

/** Whether a trial's storm is the one that its policy foresees, and what stood in its way; null for a trial without one. */
export function summariseFit(
  trial: Pick<Trial, 'scenario'>,
  measurement: Measurement,
): StormFitResult | null {
  if (measurement.load.returnAttempts === 0) return null;
  const limitedBy = findLimits(measurement);
  const storm = hasOnePolicy(trial.scenario) ? expectStorm(trial, measurement) : undefined;
  if (storm === undefined) return { ...untested, limitedBy };
  const fit = fitStorm(measurement.load.returnsDue, storm);
  return {
    ...fit,
    // JSON has no infinity; a statistic that large says the same.
    chiSquared: Math.min(fit.chiSquared, Number.MAX_VALUE),
    verdict: fit.p < fitSignificance ? 'differs' : 'agrees',
    limitedBy,
  };
}

/** The expectation is that of one policy for all. */
function hasOnePolicy({ clients }: Trial['scenario']): boolean {
  return (clients.cohorts ?? []).every(({ reconnect }) => reconnect === undefined);
}

const untested: Omit<StormFitResult, 'limitedBy'> = {
  chiSquared: null,
  degrees: null,
  p: null,
  verdict: 'untested',
  due: null,
  expected: null,
  peakPer100Ms: null,
  expectedPeakPer100Ms: null,
  peakDeviationPer100Ms: null,
  peakBoundPer100Ms: null,
};
