import type { ComparedDistribution } from '../../analysis/gate/compared-distribution.js';
import type { GateVerdict, RatioEstimate } from '../../analysis/gate/gate-types.js';

/** What the figures of a gate's page are drawn from; the page holds it as JSON. */
export interface GatePageData {
  readonly ratios: readonly RatioRow[];
  readonly distributions: readonly ComparedDistribution[];
}

/** One metric of trials with the same labels: every pair's ratio of candidate to baseline, and what was made of them. */
export interface RatioRow {
  /** `✖ delivery.steady.p50 transport=sse`. */
  readonly title: string;
  readonly verdict: GateVerdict;
  /** In the order in which the pairs were run. */
  readonly ratios: readonly number[];
  readonly estimate: RatioEstimate;
  /** Beyond it the candidate is worse by more than is let pass. */
  readonly limit: number;
}
