import { adjustHolm } from './adjust-holm.js';
import type { Decision, GateOptions, PairSample } from './gate-types.js';
import { judgeExact } from './judge-exact.js';
import { judgePaired } from './judge-paired.js';
import { gatherSeries } from './pair-series.js';
import { type TestedSeries, testSeries } from './test-series.js';

/**
 * Judges every metric under every combination of labels, in the order in which they first appear. All paired ones are tested as one
 * family for regressions and as another for improvements, each corrected by Holm, so that each kind of false alarm, over all metrics
 * together, has at most the chance α. A metric without a valid pair stays in its family with a chance of 1.
 * Nothing is drawn at random: the same samples give the same decisions.
 */
export function decideGate(samples: readonly PairSample[], options: GateOptions): Decision[] {
  const all = gatherSeries(samples);
  const tested = all
    .filter(({ metric }) => metric.evidence === 'paired')
    .map((series) => testSeries(series, options));
  const judged = new Map(judgeFamily(tested, options).map((decision, at) => [tested[at]?.series, decision]));
  return all.map((series) => judged.get(series) ?? judgeExact(series));
}

/** Judges paired metrics that were tested together. */
export function judgeFamily(tested: readonly TestedSeries[], options: GateOptions): Decision[] {
  const regression = adjustHolm(tested.map(({ p }) => p.regression));
  const improvement = adjustHolm(tested.map(({ p }) => p.improvement));
  return tested.map((entry, at) =>
    judgePaired(
      entry,
      { regression: regression[at] ?? 1, improvement: improvement[at] ?? 1 },
      tested.length,
      options,
    ),
  );
}
