import type { LatencyHistogram } from '../metrics/latency-histogram.js';
import type { DistributionPoint } from './loaded-run.js';

/** Steps per halving of the remaining share: dense enough for a smooth curve, few enough for a page of many curves. */
const stepsPerHalving = 4;

/**
 * A histogram's distribution at shares that close in on 1 by halves, as HdrHistogram's percentile output does
 * (`outputPercentileDistribution`), from the minimum to the maximum.
 */
export function listDistribution(histogram: LatencyHistogram): DistributionPoint[] {
  const { count } = histogram;
  const points: DistributionPoint[] = [];
  const { min, max } = histogram.summarise();
  if (min === null || max === null) return points;
  points.push({ percentile: 0, valueUs: min });
  for (let step = 1; 2 ** (-step / stepsPerHalving) * count >= 1; step++) {
    const percentile = 1 - 2 ** (-step / stepsPerHalving);
    points.push({ percentile, valueUs: histogram.valueAt(percentile) ?? max });
  }
  points.push({ percentile: 1, valueUs: max });
  return points;
}
