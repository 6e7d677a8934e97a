import type { Plan } from '../../scenario/scenario.js';
import type { RunResult } from '../../storage/result.js';
import { standingOf } from '../report/standing.js';
import { keyOfTrial } from './baseline-trials.js';
import type {
  ExactEvidence,
  GateVerdict,
  PairedEvidence,
  StoredEvidence,
  ThresholdOutcome,
} from './gate-result.js';

export interface Evidence {
  readonly exact: ExactEvidence | null;
  readonly paired: PairedEvidence | null;
  readonly stored: StoredEvidence | null;
  readonly thresholds: readonly ThresholdOutcome[];
}

/** From the mildest to what outranks everything. */
const order: readonly GateVerdict[] = ['pass', 'improvement', 'inconclusive', 'regression', 'invalid'];

/**
 * One verdict over all evidence, and a sentence. What only informs has no say. A broken threshold is a regression.
 * @returns `invalid` when there is no evidence at all: a gate that saw nothing lets nothing through
 */
export function concludeGate({ exact, paired, stored, thresholds }: Evidence): {
  verdict: GateVerdict;
  summary: string;
} {
  const broken = thresholds.filter(({ holds }) => !holds);
  const verdicts: GateVerdict[] = [
    ...(exact === null ? [] : [exact.verdict]),
    ...(paired === null ? [] : [paired.verdict]),
    ...(stored === null || stored.verdict === 'informative' ? [] : [stored.verdict]),
    ...(thresholds.length === 0 ? [] : [broken.length > 0 ? ('regression' as const) : ('pass' as const)]),
  ];
  const verdict = verdicts.reduce<GateVerdict>(
    (worst, next) => (order.indexOf(next) > order.indexOf(worst) ? next : worst),
    verdicts.length === 0 ? 'invalid' : 'pass',
  );
  const parts = [
    ...(exact === null ? [] : [sayExact(exact)]),
    ...(paired === null ? [] : [sayPaired(paired)]),
    ...(stored === null ? [] : [sayStored(stored)]),
    ...(thresholds.length === 0
      ? []
      : [
          broken.length === 0
            ? 'all thresholds hold'
            : `${broken.length} of ${thresholds.length} checks of thresholds failed`,
        ]),
  ];
  return { verdict, summary: parts.length === 0 ? 'there was nothing to gate' : parts.join('; ') };
}

/** Thresholds of the scenario in the trials that may be held against them: the valid ones. */
export function listThresholds(plan: Plan, runs: readonly RunResult[]): ThresholdOutcome[] {
  const hasAny = plan.trials.some(({ scenario }) => scenario.thresholds.length > 0);
  if (!hasAny) return [];
  return runs.flatMap(({ trials }) =>
    trials
      .filter((trial) => standingOf(trial) === 'valid')
      .flatMap((trial) =>
        trial.thresholds.map(({ expression, holds, message }) => ({
          trial: keyOfTrial(trial),
          expression,
          holds,
          message,
        })),
      ),
  );
}

function sayExact({ verdict, compared, differences, invalid }: ExactEvidence): string {
  if (verdict === 'invalid') return `counts cannot be believed: ${invalid[0]?.message ?? 'invalid'}`;
  return differences.length === 0
    ? `all ${compared} exact figures are the baseline's`
    : `${differences.length} of ${compared} exact figures differ from the baseline`;
}

function sayPaired({ verdict, decisions, exact, pairs }: PairedEvidence): string {
  if (verdict === 'invalid') {
    const need = pairs.valid < pairs.least ? `, and ${pairs.least} are the least that prove anything` : '';
    return `only ${pairs.valid} of ${pairs.planned} pairs were valid${need}`;
  }
  const all = [...exact, ...decisions];
  const counted = (['regression', 'improvement', 'inconclusive', 'pass'] as const)
    .map((wanted) => ({ wanted, count: all.filter(({ verdict: own }) => own === wanted).length }))
    .filter(({ count }) => count > 0)
    .map(({ wanted, count }) => `${count} ${wanted}`);
  return `${pairs.valid} pairs: ${counted.join(', ')}`;
}

function sayStored({ verdict, decisions }: StoredEvidence): string {
  if (verdict === 'informative') return 'the stored times are for information only';
  const worse = decisions.filter(({ verdict: own }) => own === 'regression').length;
  return worse === 0 ? `no stored metric is worse` : `${worse} stored metrics are worse`;
}
