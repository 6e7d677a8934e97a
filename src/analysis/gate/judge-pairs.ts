import { keyOfLabels } from './baseline-trials.js';
import { decideGate } from './decide-gate.js';
import { copyDecision, worstOf } from './decisions.js';
import type { PairedEvidence } from './gate-result.js';
import { type Decision, defaultGateOptions, type PairSample } from './gate-types.js';
import { decideLook, planLooks } from './look-plan.js';
import { listPairs, type NamedMetric, type RunFigures, sampleCounts, sampleMetrics } from './pair-samples.js';
import { keyOf } from './pair-series.js';
import { leastPairs } from './pairs-needed.js';

export interface PairsToJudge {
  readonly baseline: PairedEvidence['baseline'];
  readonly candidate: PairedEvidence['candidate'];
  readonly planned: number;
  readonly delta: number;
  readonly runs: readonly RunFigures[];
  /** Metrics that somebody asked for: not measured in any run they are undecided, instead of not being there. */
  readonly named?: readonly NamedMetric[];
  /** Metrics that this machine is too noisy for, and why; by labels and name. */
  readonly refused: PairedEvidence['refused'];
  /** Pairs are looked at before all are there, each look with its part of α. */
  readonly sequential?: boolean;
  /** Smallest changes of single metrics, by name. */
  readonly deltas?: Readonly<Record<string, number>>;
}

/** Judges pairs: the last attempt of each, one decision for each metric and labels. */
export function judgePairs(asked: PairsToJudge): PairedEvidence {
  const { baseline, candidate, planned, delta, runs, refused } = asked;
  const pairs = listPairs(runs);
  const options = { ...defaultGateOptions, delta };
  const judged = judgeMetrics(asked, pairs.length);
  const decisions = judged.decisions.map(copyDecision);
  const exact = decideGate(sampleCounts(runs), options).map(copyDecision);
  const valid = pairs.filter(({ invalid }) => invalid === undefined).length;
  const invalid = pairs.length - valid;
  // Of the whole α, whatever of it a look may spend.
  const least = decisions.length === 0 ? 1 : leastPairs(options.alpha, decisions.length);
  const isBlind = valid < least || invalid > pairs.length * options.mostLeftOut;
  const counts = exact.length === 0 ? 'pass' : worstOf(exact);
  return {
    verdict: counts === 'regression' ? counts : isBlind ? 'invalid' : judgeAll(decisions, exact),
    baseline,
    candidate,
    delta,
    alpha: judged.alpha,
    seed: options.seed,
    pairs: { planned, valid, repeated: countRepeats(runs), invalid, spared: planned - pairs.length, least },
    decisions,
    exact,
    refused: [...refused],
    invalidity: countReasons(runs),
  };
}

/** A gate that judged no metric has not seen that none is worse. */
function judgeAll(decisions: readonly Decision[], exact: readonly Decision[]): PairedEvidence['verdict'] {
  return decisions.length === 0 ? 'inconclusive' : worstOf([...decisions, ...exact]);
}

/** Whether a sequential gate has its answer after so many whole pairs. */
export function isAnswered(asked: PairsToJudge, pairs: number): boolean {
  const changed = decideGate(sampleCounts(asked.runs), defaultGateOptions).some(
    ({ verdict }) => verdict === 'regression',
  );
  return changed || judgeMetrics(asked, pairs).stop;
}

interface JudgedMetrics {
  readonly decisions: readonly Decision[];
  /** What was spent of the chance of a false alarm. */
  readonly alpha: number;
  readonly stop: boolean;
}

/** All at once when all pairs are there, or at the looks that a sequential gate takes meanwhile. */
function judgeMetrics(
  { runs, refused, delta, planned, sequential, deltas, named }: PairsToJudge,
  pairs: number,
): JudgedMetrics {
  const options = { ...defaultGateOptions, delta };
  const isRefused = ({ metric, labels }: PairSample): boolean =>
    refused.some((entry) => entry.metric === metric.name && entry.trial === keyOfLabels(labels));
  const samples = sampleMetrics(runs, deltas, named).filter((sample) => !isRefused(sample));
  if (!sequential)
    return { decisions: decideGate(samples, options), alpha: options.alpha, stop: pairs >= planned };
  const looks = planLooks(planned, new Set(samples.map(keyOf)).size, options);
  const look = looks.find((own) => own.pairs === pairs && own.alpha > 0);
  const last = looks.at(-1);
  if (look === undefined || last === undefined) {
    // Between looks nothing may be spent: a look more than was planned would be a false alarm more than is allowed.
    return { decisions: decideGate(samples, { ...options, ...noLook }), alpha: 0, stop: false };
  }
  return { ...decideLook(samples, look, look === last, options), alpha: look.alpha };
}

const noLook = { alpha: 0, confidence: 1 };

function countRepeats(runs: readonly RunFigures[]): number {
  return new Set(runs.filter(({ attempt }) => attempt > 1).map(({ pair, attempt }) => `${pair} ${attempt}`))
    .size;
}

function countReasons(runs: readonly RunFigures[]): PairedEvidence['invalidity'] {
  const reasons = new Map<string, PairedEvidence['invalidity'][number]>();
  for (const message of runs.flatMap(({ invalid }) => invalid)) {
    // The same reason has other figures in each run.
    const kind = message.replace(/\d[\d.,]*/g, '0').replace(/0 (µs|ms|s)\b/g, '0 s');
    const told = reasons.get(kind);
    reasons.set(kind, { message: told?.message ?? message, count: (told?.count ?? 0) + 1 });
  }
  return [...reasons.values()];
}
