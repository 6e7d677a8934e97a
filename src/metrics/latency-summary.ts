/** What a distribution of times is reported as, in microseconds; every value but `count` is null when nothing was recorded. */
export interface LatencySummary {
  count: number;
  min: number | null;
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
}
