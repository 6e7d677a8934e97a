import type { MetricKind } from '../metrics/metric-names.js';
import type { Threshold } from '../scenario/scenario.js';
import { formatDuration } from '../scenario/units.js';
import type { TrialResult } from '../storage/result.js';
import { lookUpMetric } from './metric-catalogue.js';

type Verdict = TrialResult['thresholds'][number];

/**
 * Holds a trial against those thresholds that apply to its transport, in their order.
 * Where nothing was measured no threshold holds: a gate that cannot see must not let through.
 */
export function evaluateThresholds(trial: TrialResult, thresholds: readonly Threshold[]): Verdict[] {
  return thresholds
    .filter(({ transport }) => transport === undefined || transport === trial.labels.transport)
    .map((threshold) => evaluate(trial, threshold));
}

function evaluate(trial: TrialResult, threshold: Threshold): Verdict {
  const { expression, metric, comparison } = threshold;
  const known = lookUpMetric(metric);
  const actual = known?.read(trial) ?? null;
  if (known === undefined || actual === null || Number.isNaN(actual)) {
    const message = `${metric} was not measured, so it cannot be ${comparison} its limit`;
    return { expression, holds: false, actual: null, message };
  }
  const holds = isKept(threshold, actual);
  return { expression, holds, actual, message: `${metric} was ${writeValue(actual, known.kind)}` };
}

export function isKept({ comparison, value }: Threshold, actual: number): boolean {
  return compare[comparison](actual, value);
}

const compare: Record<Threshold['comparison'], (actual: number, limit: number) => boolean> = {
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '==': (actual, limit) => actual === limit,
  '>=': (actual, limit) => actual >= limit,
  '>': (actual, limit) => actual > limit,
  '!=': (actual, limit) => actual !== limit,
};

/** In the units in which thresholds are written, so that the two can be compared by eye. */
export function writeValue(actual: number, kind: MetricKind): string {
  switch (kind) {
    case 'duration':
      return formatDuration(actual >= 1 ? Math.round(actual) : roundTo(actual, 3));
    case 'bytes':
      return `${roundTo(actual, 2)}B`;
    case 'rate':
      return `${roundTo(actual, 2)}/s`;
    case 'share':
      return `${roundTo(actual * 100, 4)}%`;
    case 'number':
      return String(roundTo(actual, 4));
  }
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
