import type { Plan } from '../../scenario/scenario.js';
import type { Baseline } from '../../storage/baseline.js';
import type { RunResult, TrialResult } from '../../storage/result.js';
import { standingOf } from '../report/standing.js';
import { keyOfTrial, matchTrials } from './baseline-trials.js';
import { decideGate } from './decide-gate.js';
import { copyDecision, worstOf } from './decisions.js';
import { listMachineDifferences, readFingerprint } from './fingerprint.js';
import type { StoredEvidence } from './gate-result.js';
import { defaultGateOptions, type PairSample } from './gate-types.js';
import { describeGated, readGatedMetrics } from './gated-metrics.js';
import { isJudged } from './is-judged.js';
import { findScoped, selectMetrics } from './metric-scope.js';
import { leastPairs } from './pairs-needed.js';

export interface StoredSettings {
  readonly delta: number;
  /** Of metrics that have a smallest change of their own, some of one transport only. */
  readonly deltas?: Readonly<Record<string, number>>;
  /** Names of the metric catalogue, of one transport only where one stands before it. */
  readonly metrics: readonly string[];
  /** Metrics that were named: what the baseline or the runs do not have of them is told, and passes nothing. */
  readonly named: readonly string[];
}

/**
 * Holds what valid runs measured against what the baseline's measured, run i against run i: signed ranks of independent runs are as good
 * as those of pairs, only less sharp. On another machine, or where so few runs could prove nothing, the figures are shown and judge
 * nothing. What the baseline measured and a run does not have any more is a gap, not a pass.
 * @returns null when the baseline, or these runs, have nothing of the kind
 */
export function compareStored(
  baseline: Baseline,
  file: string,
  plan: Plan,
  runs: readonly RunResult[],
  { delta, deltas = {}, metrics, named }: StoredSettings,
): StoredEvidence | null {
  if (runs.length === 0) return null;
  const saved = new Map(baseline.trials.map((trial) => [keyOfTrial(trial), trial.measured]));
  const samples = runs.flatMap((run, at) =>
    matchTrials(plan, run)
      .filter(({ result }) => standingOf(result) === 'valid')
      .flatMap(({ key, result }) => sampleTrial(result, at, saved.get(key) ?? {}, { metrics, deltas })),
  );
  const absent = named.filter((metric) =>
    baseline.trials.every(({ labels, measured }) =>
      selectMetrics([metric], labels.transport ?? '').every((name) => measured[name] === undefined),
    ),
  );
  if (samples.length === 0 && absent.length === 0) return null;
  const machineDifferences = listAllDifferences(baseline, runs);
  const decisions = decideGate(samples, { ...defaultGateOptions, delta });
  const held = Math.max(0, ...decisions.map(({ pairs, leftOut }) => pairs + leftOut));
  const least = leastPairs(defaultGateOptions.alpha, decisions.length);
  const judges = decisions.length > 0 && isJudged({ machineDifferences, runs: held, least });
  const unjudged = absent.length === 0 ? 'informative' : 'inconclusive';
  return {
    verdict: !judges ? unjudged : absent.length === 0 ? worstOf(decisions) : worstOf([...decisions, gap]),
    baseline: { file, savedAt: baseline.savedAt, runs: baseline.runs },
    delta,
    machineDifferences,
    runs: held,
    least,
    absent,
    decisions: decisions.map(copyDecision),
  };
}

const gap = { verdict: 'inconclusive' } as const;

/** What either side has of a trial, as far as the baseline has values. */
function sampleTrial(
  result: TrialResult,
  at: number,
  saved: Readonly<Record<string, readonly number[]>>,
  { metrics, deltas }: Required<Pick<StoredSettings, 'metrics' | 'deltas'>>,
): PairSample[] {
  const values = new Map(readGatedMetrics(result, metrics).map(({ name, value }) => [name, value]));
  const { transport } = result.labels;
  return selectMetrics(metrics, transport).flatMap((name) => {
    const before = saved[name]?.[at];
    if (before === undefined) return [];
    const labels: Record<string, string> = { ...result.labels };
    const candidate = values.get(name) ?? null;
    const metric = describeGated(name, findScoped(deltas, name, transport));
    return [{ metric, labels, pair: at + 1, baseline: before, candidate }];
  });
}

/** In what any of the runs' machines differs from the baseline's. */
function listAllDifferences({ fingerprint }: Baseline, runs: readonly RunResult[]): string[] {
  return [
    ...new Set(
      runs.flatMap(({ environment }) => listMachineDifferences(fingerprint, readFingerprint(environment))),
    ),
  ];
}
