import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import type { ComparedDistribution } from '../../analysis/gate/compared-distribution.js';
import type { GateResult } from '../../analysis/gate/gate-result.js';
import type { Decision, GateVerdict } from '../../analysis/gate/gate-types.js';
import { dropLabels } from './case-table.js';
import type { GatePageData, RatioRow } from './gate-figures.js';
import { verdictSigns } from './verdict-signs.js';

const order: readonly GateVerdict[] = ['regression', 'improvement', 'inconclusive', 'pass'];

/** @param common labels that all trials have, and that no title repeats */
export function readGatePageData(
  { paired, stored }: GateResult,
  distributions: readonly ComparedDistribution[],
  common: string,
): GatePageData {
  const decisions = [...(paired?.decisions ?? []), ...(stored?.decisions ?? [])];
  const ratios = decisions
    .flatMap((decision) => describeRow(decision, common))
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const named = distributions.map((own) => ({ ...own, trial: dropLabels(own.trial, common) }));
  return { ratios, distributions: named };
}

function describeRow(decision: Decision, common: string): RatioRow[] {
  const { metric, labels, verdict, ratio, ratios, delta } = decision;
  if (ratio === null) return [];
  const limit = metric.direction === 'lower-is-worse' ? 1 / (1 + delta) : 1 + delta;
  const title = `${verdictSigns[verdict]} ${metric.name} ${dropLabels(keyOfLabels(labels), common)}`.trim();
  return [{ title, verdict, ratios, estimate: ratio, limit }];
}
