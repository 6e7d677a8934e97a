import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { ComparedDistribution } from '../../analysis/gate/compared-distribution.js';
import type { GateResult } from '../../analysis/gate/gate-result.js';
import type { Decision, GateVerdict } from '../../analysis/gate/gate-types.js';
import type { GatePageData, RatioRow } from './gate-figures.js';
import { verdictSigns } from './verdict-signs.js';

const order: readonly GateVerdict[] = ['regression', 'improvement', 'inconclusive', 'pass'];

export function readGatePageData(
  { paired, stored }: GateResult,
  distributions: readonly ComparedDistribution[],
): GatePageData {
  const decisions = [...(paired?.decisions ?? []), ...(stored?.decisions ?? [])];
  const ratios = decisions
    .flatMap((decision) => describeRow(decision))
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return { ratios, distributions };
}

function describeRow({ metric, labels, verdict, ratio, ratios, delta }: Decision): RatioRow[] {
  if (ratio === null) return [];
  const limit = metric.direction === 'lower-is-worse' ? 1 / (1 + delta) : 1 + delta;
  const title = `${verdictSigns[verdict]} ${metric.name} ${keyOfLabels(labels)}`.trim();
  return [{ title, verdict, ratios, estimate: ratio, limit }];
}
