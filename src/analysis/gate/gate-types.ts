/** What the gate's statistics take and give. Whatever they give can be stored as JSON: no infinities, no dates. */

/** Which change of a metric makes a candidate worse. With `change-is-worse`, for exact metrics only, any difference does. */
export type Direction = 'higher-is-worse' | 'lower-is-worse' | 'change-is-worse';

/**
 * How a metric is judged. `exact`: a count that is the same every time, so any difference is one. `paired`: a figure with noise,
 * judged by the ratio of runs made in turn.
 */
export type Evidence = 'exact' | 'paired';

export interface GateMetric {
  readonly name: string;
  /** As in the catalogue of metrics, e.g. `duration` (µs) or `bytes`; the statistics only pass it on. */
  readonly unit: string;
  readonly direction: Direction;
  readonly evidence: Evidence;
  /** This metric's own minimum effect; the options' `delta` unless set. */
  readonly delta?: number;
}

/** What the trials of a pair have in common, e.g. `{ transport: 'sse' }`. Metrics are judged for each combination apart. */
export type GateLabels = Readonly<Record<string, string>>;

/** One metric of one pair: a run of the baseline and the run of the candidate made next to it. */
export interface PairSample {
  readonly metric: GateMetric;
  readonly labels: GateLabels;
  /** Counted from 1; the order in which the pairs were run. */
  readonly pair: number;
  /** null: not measured. Infinity: measured, and beyond any number. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** Why the pair cannot be believed, in words; such pairs are left out and counted. */
  readonly invalid?: string;
}

export type GateVerdict = 'pass' | 'regression' | 'improvement' | 'inconclusive';

/** Candidate ÷ baseline: the median over the pairs and an interval of it. */
export interface RatioEstimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** 0.95: the interval covers the true median in 95 of 100 repetitions of the whole measurement. */
  readonly confidence: number;
}

/** Chances of what was seen, or more, if there were no such change: of a regression and of an improvement. */
export interface Chances {
  readonly regression: number;
  readonly improvement: number;
}

export interface Decision {
  readonly metric: GateMetric;
  readonly labels: GateLabels;
  readonly verdict: GateVerdict;
  /**
   * Typical values of each side, for tables: medians over the pairs that count, or of an exact metric that differs the first pair that does;
   * null when none counts.
   */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** null for exact metrics, where no pair counts, and where it, or an end of its interval, is beyond any number. */
  readonly ratio: RatioEstimate | null;
  /** Ratio of each pair that counts, in the order in which they were run; empty for exact metrics, and without those beyond any number. */
  readonly ratios: readonly number[];
  /** One-sided exact signed-rank tests against 1 + δ and against 1 ÷ (1 + δ); null where no test was made. */
  readonly p: Chances | null;
  /** The same after Holm's correction over all metrics of this decision. */
  readonly adjustedP: Chances | null;
  /** Minimum effect that it was judged by; 0 for exact metrics. */
  readonly delta: number;
  /** How many pairs count, and how many were left out as invalid or not measured. */
  readonly pairs: number;
  readonly leftOut: number;
  /** In how many of the pairs that count one side alone never came to a number (`storm.back.p99`, when more stay away); set where any did. */
  readonly beyond?: { readonly baseline: number; readonly candidate: number };
  /** One sentence for people. */
  readonly reason: string;
  /** Set when inconclusive and more pairs would help: how many in all, estimated from the noise seen. */
  readonly pairsNeeded?: number;
}

export interface GateOptions {
  /** Smallest change of a ratio that matters: 0.05 is 5 %. */
  readonly delta: number;
  /** Chance that all metrics together show any regression, or any improvement, that is not there. */
  readonly alpha: number;
  /** Of the intervals, two-sided. */
  readonly confidence: number;
  /** More than this share of pairs left out makes a metric inconclusive: what was left out may be what differs. */
  readonly mostLeftOut: number;
  /** Where more pairs than this would be needed, the gate says so instead of asking for them. */
  readonly mostPairs: number;
  /** Of whatever is drawn at random (calibration, operating curve, trends); the verdicts themselves draw nothing. */
  readonly seed: number;
}

export const defaultGateOptions: GateOptions = {
  delta: 0.05,
  alpha: 0.01,
  confidence: 0.95,
  mostLeftOut: 0.2,
  mostPairs: 100,
  seed: 1,
};
