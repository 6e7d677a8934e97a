import { keyOfLabels } from '../../analysis/gate/baseline-trials.js';
import { sayBlind, sayRemedy } from '../../analysis/gate/conclude-gate.js';
import type { ExactEvidence, GateResult, PairedEvidence } from '../../analysis/gate/gate-result.js';
import type { Decision } from '../../analysis/gate/gate-types.js';
import { isJudged } from '../../analysis/gate/is-judged.js';
import { dropRatio } from '../../analysis/gate/tell-verdict.js';
import { formatCount, formatQuantity, nothing } from '../format.js';
import { showSide } from './show-side.js';
import { tellAbsent } from './stored-text.js';
import { tellChange } from './tell-change.js';
import { unitOf } from './unit-of.js';

/** The kinds of evidence, each by itself; `paired-exact` are figures without noise, compared within pairs. */
export const caseKinds = ['exact', 'paired', 'paired-exact', 'stored', 'thresholds'] as const;
export type CaseKind = (typeof caseKinds)[number];

/** informative: told, judged by nothing. refused: not gated. invalid: why a kind of evidence cannot be believed. */
export type CaseOutcome =
  | 'pass'
  | 'improvement'
  | 'regression'
  | 'inconclusive'
  | 'informative'
  | 'refused'
  | 'invalid';

/** One thing that a gate looked at, in words: what every output but the terminal's is made of. */
export interface GateCase {
  readonly kind: CaseKind;
  readonly outcome: CaseOutcome;
  /** Labels of the trial; empty where it is about all. */
  readonly trial: string;
  /** The metric, figure or threshold. */
  readonly name: string;
  readonly baseline: string;
  readonly candidate: string;
  /** `+52.1 % (+48.0 % … +56.2 %)`, `+400 B`, or nothing. */
  readonly change: string;
  /** One sentence without its full stop; empty where there is nothing to add. */
  readonly reason: string;
}

/** A case in one line: `8,000 B → 8,400 B; +400 B; worse, where any difference counts`. A threshold's reason has its figure. */
export function tellCase({ baseline, candidate, change, reason }: GateCase): string {
  const sides = baseline === nothing ? nothing : `${baseline} → ${candidate}`;
  return [sides, change, reason].filter((part) => part !== '' && part !== nothing).join('; ');
}

/** What a gate looked at, kind by kind, each in the order of its evidence. */
export function listCases({ exact, paired, stored, thresholds }: GateResult): GateCase[] {
  return [
    ...(exact === null ? [] : listExactCases(exact)),
    ...(paired === null ? [] : listPairedCases(paired)),
    ...(stored === null
      ? []
      : stored.decisions.map((decision) => {
          const told = describeDecision(decision, 'stored');
          return isJudged(stored)
            ? told
            : { ...told, outcome: 'informative' as const, change: nothing, reason: '' };
        })),
    ...(stored?.absent ?? []).map((name) => ({
      ...empty,
      kind: 'stored' as const,
      outcome: 'inconclusive' as const,
      trial: '',
      name,
      reason: tellAbsent([name]),
    })),
    ...thresholds.map(describeThreshold),
  ];
}

function listExactCases({ differences, equal, unstable, invalid }: ExactEvidence): GateCase[] {
  const doubts = new Map(invalid.map(({ trial, message }) => [trial, message]));
  const judge = (
    trial: string,
    outcome: CaseOutcome,
    reason: string,
  ): Pick<GateCase, 'outcome' | 'reason'> => {
    const doubt = doubts.get(trial);
    return doubt === undefined ? { outcome, reason } : { outcome: 'inconclusive', reason: doubt };
  };
  return [
    ...invalid.map(({ trial, code, message, remedy }) => ({
      ...empty,
      kind: 'exact' as const,
      outcome: 'invalid' as const,
      trial,
      name: code,
      reason: `${message}; ${remedy}`,
    })),
    ...differences.map(({ trial, figure, baseline, candidate, change }) => ({
      kind: 'exact' as const,
      ...judge(trial, 'regression', `${change}, where any difference counts`),
      trial,
      name: figure,
      ...showCounts(figure, baseline, candidate),
    })),
    ...equal.map(({ trial, figure, value }) => ({
      kind: 'exact' as const,
      ...judge(trial, 'pass', ''),
      trial,
      name: figure,
      ...showCounts(figure, value, value),
    })),
    ...unstable.map(({ trial, figure }) => ({
      ...empty,
      kind: 'exact' as const,
      outcome: 'refused' as const,
      trial,
      name: figure,
      reason: "not the same in the baseline's own runs",
    })),
  ];
}

/** Of pairs that cannot be believed no metric passes, and a case of their own says why; counts are exact in every pair that is there. */
function listPairedCases(paired: PairedEvidence): GateCase[] {
  const { verdict, decisions, exact, refused } = paired;
  const judge = (told: GateCase): GateCase =>
    verdict === 'invalid' ? { ...told, outcome: 'inconclusive', reason: 'the pairs prove nothing' } : told;
  return [
    ...(verdict === 'invalid' ? [describeBlindness(paired)] : []),
    ...decisions.map((decision) => judge(describeDecision(decision, 'paired'))),
    ...refused.map(({ trial, metric, reason }) => ({
      ...empty,
      kind: 'paired' as const,
      outcome: 'refused' as const,
      trial,
      name: metric,
      reason: dropStop(reason),
    })),
    ...exact.map((decision) => describeDecision(decision, 'paired-exact')),
  ];
}

function describeBlindness(paired: PairedEvidence): GateCase {
  const why = paired.invalidity.map(({ message, count }) => `${count}× ${message}`).join('; ');
  const reason = `${sayBlind(paired)}: ${sayRemedy(paired)}${why === '' ? '' : `; invalid were ${why}`}`;
  return { ...empty, kind: 'paired', outcome: 'invalid', trial: '', name: 'pairs', reason };
}

function describeDecision(decision: Decision, kind: CaseKind): GateCase {
  const { metric, labels, verdict, baseline, candidate, ratio, reason } = decision;
  const about = { kind, outcome: verdict, trial: keyOfLabels(labels), name: metric.name } as const;
  if (metric.evidence === 'exact')
    return {
      ...about,
      ...showCounts(metric.name, baseline, candidate),
      reason: verdict === 'pass' ? '' : dropStop(reason),
    };
  return {
    ...about,
    baseline: showSide(decision, 'baseline'),
    candidate: showSide(decision, 'candidate'),
    change: ratio === null ? nothing : tellInterval(ratio),
    reason: dropStop(dropRatio(reason, ratio)),
  };
}

function tellInterval({ median, low, high }: { median: number; low: number; high: number }): string {
  return `${tellChange(median)} (${tellChange(low)} … ${tellChange(high)})`;
}

function describeThreshold({
  trial,
  expression,
  holds,
  runs,
  actual,
  unit,
  message,
}: GateResult['thresholds'][number]): GateCase {
  return {
    ...empty,
    kind: 'thresholds',
    outcome: holds ? 'pass' : runs === 0 ? 'invalid' : 'regression',
    trial,
    name: expression,
    candidate: formatQuantity({ value: actual, unit: unitOf(unit) }),
    reason: message,
  };
}

const empty = { baseline: nothing, candidate: nothing, change: nothing };

/** Every digit: it is one byte that matters. */
function showCounts(
  figure: string,
  baseline: number | null,
  candidate: number | null,
): Pick<GateCase, 'baseline' | 'candidate' | 'change'> {
  const unit = figure.startsWith('bytes.') ? ' B' : '';
  const show = (value: number): string =>
    `${Number.isInteger(value) ? formatCount(value) : String(value)}${unit}`;
  const showCount = (value: number | null): string => (value === null ? 'not measured' : show(value));
  const by = baseline === null || candidate === null ? 0 : candidate - baseline;
  const change = by === 0 ? nothing : `${by > 0 ? '+' : '−'}${show(Math.abs(by))}`;
  return { baseline: showCount(baseline), candidate: showCount(candidate), change };
}

function dropStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
