import { keyOfLabels } from './baseline-trials.js';
import { decideGate } from './decide-gate.js';
import { copyDecision, worstOf } from './decisions.js';
import type { PairedEvidence } from './gate-result.js';
import { defaultGateOptions, type PairSample } from './gate-types.js';
import { listPairs, type RunFigures, sampleCounts, sampleMetrics } from './pair-samples.js';

export interface PairsToJudge {
  readonly baseline: PairedEvidence['baseline'];
  readonly candidate: PairedEvidence['candidate'];
  readonly planned: number;
  readonly delta: number;
  readonly runs: readonly RunFigures[];
  /** Metrics that this machine is too noisy for, and why; by labels and name. */
  readonly refused: PairedEvidence['refused'];
}

/** Judges pairs: the last attempt of each, one decision for each metric and labels. */
export function judgePairs({
  baseline,
  candidate,
  planned,
  delta,
  runs,
  refused,
}: PairsToJudge): PairedEvidence {
  const pairs = listPairs(runs);
  const options = { ...defaultGateOptions, delta };
  const isRefused = ({ metric, labels }: PairSample): boolean =>
    refused.some((entry) => entry.metric === metric.name && entry.trial === keyOfLabels(labels));
  const decisions = decideGate(
    sampleMetrics(runs).filter((sample) => !isRefused(sample)),
    options,
  ).map(copyDecision);
  const exact = decideGate(sampleCounts(runs), options).map(copyDecision);
  const valid = pairs.filter(({ invalid }) => invalid === undefined).length;
  const given = pairs.length - valid;
  return {
    verdict:
      valid === 0 || given > pairs.length * options.mostLeftOut
        ? 'invalid'
        : worstOf([...decisions, ...exact]),
    baseline,
    candidate,
    delta,
    alpha: options.alpha,
    seed: options.seed,
    pairs: {
      planned,
      valid,
      repeated: countRepeats(runs),
      invalid: given,
      spared: planned - pairs.length,
    },
    decisions,
    exact,
    refused: [...refused],
    invalidity: countReasons(runs),
  };
}

function countRepeats(runs: readonly RunFigures[]): number {
  return new Set(runs.filter(({ attempt }) => attempt > 1).map(({ pair, attempt }) => `${pair} ${attempt}`))
    .size;
}

function countReasons(runs: readonly RunFigures[]): PairedEvidence['invalidity'] {
  const counts = new Map<string, number>();
  for (const message of runs.flatMap(({ invalid }) => invalid))
    counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].map(([message, count]) => ({ message, count }));
}
