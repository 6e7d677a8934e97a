import type { Plan } from '../../scenario/scenario.js';
import type { Baseline } from '../../storage/baseline.js';
import type { RunResult } from '../../storage/result.js';
import { standingOf } from '../report/standing.js';
import { keyOfTrial, matchTrials } from './baseline-trials.js';
import { decideGate } from './decide-gate.js';
import { copyDecision, worstOf } from './decisions.js';
import { listMachineDifferences, readFingerprint } from './fingerprint.js';
import type { StoredEvidence } from './gate-result.js';
import { defaultGateOptions, type PairSample } from './gate-types.js';
import { describeGated, readGatedMetrics } from './gated-metrics.js';
import { leastPairs } from './pairs-needed.js';

export interface StoredSettings {
  readonly delta: number;
  /** Names of the metric catalogue. */
  readonly metrics: readonly string[];
}

/**
 * Holds what valid runs measured against what the baseline's measured, run i against run i: signed ranks of independent runs are as good
 * as those of pairs, only less sharp. On another machine, or where so few runs could prove nothing, the figures are shown and judge
 * nothing.
 * @returns null when the baseline, or these runs, have nothing of the kind
 */
export function compareStored(
  baseline: Baseline,
  file: string,
  plan: Plan,
  runs: readonly RunResult[],
  { delta, metrics }: StoredSettings,
): StoredEvidence | null {
  const [first] = runs;
  if (first === undefined) return null;
  const saved = new Map(baseline.trials.map((trial) => [keyOfTrial(trial), trial.measured]));
  const samples = runs.flatMap((run, at) =>
    matchTrials(plan, run).flatMap(({ key, result }): PairSample[] => {
      if (standingOf(result) !== 'valid') return [];
      return readGatedMetrics(result, metrics).flatMap(({ name, value }) => {
        const before = saved.get(key)?.[name]?.[at];
        if (before === undefined) return [];
        const labels: Record<string, string> = { ...result.labels };
        return [{ metric: describeGated(name), labels, pair: at + 1, baseline: before, candidate: value }];
      });
    }),
  );
  if (samples.length === 0) return null;
  const machineDifferences = listMachineDifferences(baseline.fingerprint, readFingerprint(first.environment));
  const decisions = decideGate(samples, { ...defaultGateOptions, delta });
  const held = Math.max(0, ...decisions.map(({ pairs }) => pairs));
  const least = leastPairs(defaultGateOptions.alpha, decisions.length);
  const judges = machineDifferences.length === 0 && held >= least;
  return {
    verdict: judges ? worstOf(decisions) : 'informative',
    baseline: { file, savedAt: baseline.savedAt, runs: baseline.runs },
    delta,
    machineDifferences,
    runs: held,
    least,
    decisions: decisions.map(copyDecision),
  };
}
