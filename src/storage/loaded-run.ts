import type { RunResult, StormRow, TimelineRow, TrialResult } from './result.js';

/** A stored run read back whole: what analysis and rendering work on. */
export interface LoadedRun {
  readonly result: RunResult;
  /** Folder that `result.json` stands in. */
  readonly directory: string;
  /** In the order in which the trials ran. */
  readonly trials: readonly LoadedTrial[];
}

export interface LoadedTrial {
  readonly result: TrialResult;
  readonly timeline: readonly TimelineRow[];
  readonly storm: readonly StormRow[];
  /**
   * Points of each histogram's distribution by its name: `delivery` (all phases merged), `delivery.steady`, `connect`,
   * `reconnect` …
   */
  readonly distributions: Readonly<Record<string, readonly DistributionPoint[]>>;
}

/** One point of a cumulative distribution: this share of the values was at most `valueUs`. */
export interface DistributionPoint {
  /** 0 to 1, ascending within a distribution. */
  readonly percentile: number;
  readonly valueUs: number;
}
