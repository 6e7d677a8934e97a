import type {
  ExactEvidence,
  GateVerdict,
  PairedEvidence,
  StoredEvidence,
  ThresholdOutcome,
} from './gate-result.js';
import { isJudged } from './is-judged.js';
import { isCounted } from './judge-thresholds.js';
import { sparePairs } from './look-plan.js';
import { nameDifferences, nameRegressions } from './name-regressions.js';

export interface Evidence {
  readonly exact: ExactEvidence | null;
  readonly paired: PairedEvidence | null;
  readonly stored: StoredEvidence | null;
  readonly thresholds: readonly ThresholdOutcome[];
}

/** From the mildest; what is proven outranks what could not be seen. */
const order: readonly GateVerdict[] = ['pass', 'improvement', 'inconclusive', 'regression', 'invalid'];

/**
 * One verdict over all evidence, and a sentence. What only informs has no say. A broken threshold is a regression. Counts that cannot be
 * believed outrank everything; a regression that is proven outranks times and thresholds that could not be seen.
 * @returns `invalid` when there is no evidence at all: a gate that saw nothing lets nothing through
 */
export function concludeGate({ exact, paired, stored, thresholds }: Evidence): {
  verdict: GateVerdict;
  summary: string;
} {
  const verdicts: GateVerdict[] = [
    ...(exact === null ? [] : [exact.verdict]),
    ...(paired === null ? [] : [paired.verdict]),
    ...(stored === null || stored.verdict === 'informative' ? [] : [stored.verdict]),
    ...(thresholds.length === 0 ? [] : [judgeAll(thresholds)]),
  ];
  const worst = verdicts.reduce<GateVerdict>(
    (worse, next) => (order.indexOf(next) > order.indexOf(worse) ? next : worse),
    verdicts.length === 0 ? 'invalid' : 'pass',
  );
  const believed = exact === null || exact.verdict !== 'invalid';
  const verdict = believed && isProven({ exact, paired, stored, thresholds }) ? 'regression' : worst;
  const parts = [
    ...(exact === null ? [] : [sayExact(exact)]),
    ...(paired === null ? [] : [sayPaired(paired)]),
    ...(stored === null ? [] : [sayStored(stored)]),
    ...(thresholds.length === 0 ? [] : [sayThresholds(thresholds)]),
  ];
  return { verdict, summary: parts.length === 0 ? 'there was nothing to gate' : parts.join('; ') };
}

function isProven({ exact, paired, stored, thresholds }: Evidence): boolean {
  return (
    [exact, paired, stored].some((evidence) => evidence?.verdict === 'regression') ||
    thresholds.some(isSurelyBroken)
  );
}

/** A count by any run; what varies by itself only if every run breaks it, where runs are too few for anything else. */
function isSurelyBroken({ holds, runs, broken, actual, unit }: ThresholdOutcome): boolean {
  if (holds || runs === 0) return false;
  return broken === runs || (isCounted(unit) && actual !== null);
}

/** What no valid run was held against is unseen, and what is unseen is not let through. */
function judgeAll(thresholds: readonly ThresholdOutcome[]): GateVerdict {
  if (thresholds.some(({ holds, runs }) => !holds && runs > 0)) return 'regression';
  return thresholds.every(({ holds }) => holds) ? 'pass' : 'invalid';
}

function sayThresholds(thresholds: readonly ThresholdOutcome[]): string {
  const broken = thresholds.filter(({ holds, runs }) => !holds && runs > 0).length;
  const unseen = thresholds.filter(({ runs }) => runs === 0).length;
  const all = thresholds.length === 1 ? '1 threshold' : `${thresholds.length} thresholds`;
  const rest = unseen > 0 ? `, ${unseen} had no valid run to be checked in` : '';
  if (broken > 0) return `${broken} of ${all} ${broken === 1 ? 'is' : 'are'} broken${rest}`;
  return unseen > 0 ? `${unseen} of ${all} had no valid run to be checked in` : 'all thresholds hold';
}

function sayExact({ verdict, compared, differences, invalid }: ExactEvidence): string {
  if (verdict === 'invalid') return `counts cannot be believed: ${invalid[0]?.message ?? 'invalid'}`;
  return differences.length === 0
    ? `all ${compared} exact figures are the baseline's`
    : `${differences.length} of ${compared} exact figures differ from the baseline${nameDifferences(differences)}`;
}

/** Why pairs cannot be believed: too few are valid, of those that were run or to prove anything at all. */
export function sayBlind({ pairs, decisions }: Pick<PairedEvidence, 'pairs' | 'decisions'>): string {
  const { valid, planned, least } = pairs;
  if (valid >= least) return `only ${valid} of ${planned} pairs were valid`;
  const about = decisions.length === 1 ? '1 metric' : `${decisions.length} metrics`;
  return `${valid} of ${planned} pairs were valid, and ${least} are the least that prove anything about ${about}`;
}

function sayPaired(paired: PairedEvidence): string {
  const { verdict, decisions, exact, pairs, refused } = paired;
  if (verdict === 'invalid') return `${sayBlind(paired)}: ${sayRemedy(paired)}`;
  const all = [...exact, ...decisions];
  const counted = (['regression', 'improvement', 'inconclusive', 'pass'] as const)
    .map((wanted) => ({ wanted, count: all.filter(({ verdict: own }) => own === wanted).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ wanted, count }) =>
        `${count} ${(count === 1 ? one : many)[wanted]}${wanted === 'regression' ? nameRegressions(all) : ''}`,
    );
  const ungated = refused.length === 0 ? [] : [`${refused.length} not gated, as calibrated`];
  const unseen = decisions.length > 0 ? [] : ['no metric was judged'];
  return `${pairs.valid} ${pairs.valid === 1 ? 'pair' : 'pairs'}: ${[...counted, ...ungated, ...unseen].join(', ')}`;
}

/** What to do about pairs that cannot be believed. */
export function sayRemedy({ pairs }: Pick<PairedEvidence, 'pairs'>): string {
  const more = pairs.planned < pairs.least + sparePairs;
  const calmer = 'measure on a quieter machine, with fewer clients or longer trials';
  if (pairs.invalid === 0) return `take ${pairs.least + sparePairs} pairs`;
  return more ? `take ${pairs.least + sparePairs} pairs, or ${calmer}` : calmer;
}

const one = {
  regression: 'regression',
  improvement: 'improvement',
  inconclusive: 'undecided',
  pass: 'passed',
};
const many = { ...one, regression: 'regressions', improvement: 'improvements' };

function sayStored(stored: StoredEvidence): string {
  const { decisions, absent } = stored;
  const gaps = absent.length === 0 ? [] : [`${absent.join(', ')} not in the baseline`];
  return [...(decisions.length === 0 ? [] : [sayStoredTimes(stored)]), ...gaps].join(', ');
}

function sayStoredTimes(stored: StoredEvidence): string {
  const { decisions } = stored;
  if (!isJudged(stored)) return 'the stored times are for information only';
  const worse = decisions.filter(({ verdict: own }) => own === 'regression').length;
  const open = decisions.filter(({ verdict: own }) => own === 'inconclusive').length;
  if (worse === 0 && open > 0) return `${open} of ${decisions.length} stored metrics undecided`;
  return worse === 0
    ? `no stored metric is worse`
    : `${worse} stored ${worse === 1 ? 'metric is' : 'metrics are'} worse${nameRegressions(decisions)}`;
}
