import type { MetricKind } from '../../metrics/metric-names.js';
import type { TrialResult } from '../../storage/result.js';
import { lookUpMetric } from '../metric-catalogue.js';
import type { GateMetric } from './gate-types.js';
import { selectMetrics } from './metric-scope.js';

/** A metric whose ratio of candidate to baseline is gated: it varies from run to run, and less of it is better. */
export interface GatedMetric {
  readonly name: string;
  readonly kind: MetricKind;
}

/**
 * What is gated unless told otherwise. Few on purpose: every further metric makes the correction for many of them stricter, and the
 * number of pairs larger that a verdict needs. Each is gated in the trials that have it.
 */
export const defaultGatedNames = [
  'delivery.steady.p50',
  'delivery.steady.p90',
  'delivery.steady.p99',
  'echo.p50',
  'echo.p99',
  'hearing.p99',
  'firstToken.p99',
  'server.cpuPerDelivered',
  'server.rssPerConnection',
  'storm.back.p50',
  'storm.back.p99',
] as const;

export interface GatedValue extends GatedMetric {
  readonly value: number;
}

/**
 * The gated metrics of a trial that were measured. Zero and less have no ratio and are left out.
 * @param names of the metric catalogue, of one transport only where one stands before it (`sse: connect.p50`)
 */
export function readGatedMetrics(
  trial: TrialResult,
  names: readonly string[] = defaultGatedNames,
): GatedValue[] {
  return selectMetrics(names, trial.labels.transport).flatMap((name) => {
    const metric = lookUpMetric(name);
    const value = metric?.read(trial) ?? null;
    return metric === undefined || value === null || !(value > 0) ? [] : [{ name, kind: metric.kind, value }];
  });
}

const returns = /^storm\.back(?:FromReady)?\./;

/** Of the metrics wanted: those that never came to a number because more clients stayed away than the percentile lets. */
export function listBeyond(trial: TrialResult, names: readonly string[]): string[] {
  if (trial.storm.disconnected === 0) return [];
  return names.filter((name) => returns.test(name) && lookUpMetric(name)?.read(trial) === null);
}

/**
 * @param delta its own smallest change that counts
 * @throws RangeError for what is no metric
 */
export function describeGated(name: string, delta?: number): GateMetric {
  const metric = lookUpMetric(name);
  if (metric === undefined) throw new RangeError(`there is no metric ${name}`);
  const direction = metric.lowerIsBetter ? 'higher-is-worse' : 'lower-is-worse';
  return {
    name,
    unit: metric.kind,
    direction,
    evidence: 'paired',
    ...(delta === undefined ? {} : { delta }),
  };
}
