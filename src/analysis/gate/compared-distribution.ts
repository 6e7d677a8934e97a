import type { Interval } from './bootstrap-median.js';

/** One histogram of trials with the same labels, both sides, percentile by percentile. The run is the sample: nothing is pooled. */
export interface ComparedDistribution {
  /** The labels, `reconnect=fixed transport=sse`. */
  readonly trial: string;
  readonly histogram: string;
  readonly pairs: number;
  readonly points: readonly ComparedPoint[];
}

/** All in microseconds. */
export interface ComparedPoint {
  /** 0 to 1, ascending. */
  readonly percentile: number;
  /** Over the runs of a side: lowest, median, highest. */
  readonly baseline: Spread;
  readonly candidate: Spread;
  /** Candidate − baseline over the pairs: median, and its interval at the gate's confidence. */
  readonly shift: Interval;
}

export type Spread = readonly [low: number, median: number, high: number];
