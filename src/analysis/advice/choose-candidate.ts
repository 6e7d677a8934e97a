import { measureSpread } from '../report/trial-groups.js';
import type { Finding, JudgedCandidate } from './judge-candidate.js';
import { compareText } from './situation.js';

export interface Choice {
  /** The smallest window that keeps all limits; undefined: none of these does. */
  readonly best: JudgedCandidate | undefined;
  /** Others that keep them, the better ones first. */
  readonly runnersUp: readonly JudgedCandidate[];
  /** Those with valid trials that break a limit, the nearest to keeping them first. */
  readonly refused: readonly JudgedCandidate[];
  /** Those without a valid trial: nothing is said of them. */
  readonly unknown: readonly JudgedCandidate[];
}

/**
 * Chooses the smallest window among the candidates that keep every limit. Of equal windows the one with the lowest
 * foreseen peak; peaks that differ by less than a tenth are a tie, which goes to the policy that is first in
 * `policyOrder` and then to the smaller cap. A looser limit only adds candidates, so it never leads to a larger window.
 */
export function chooseCandidate(judged: readonly JudgedCandidate[]): Choice {
  const known = judged.filter(({ candidate }) => candidate.trials.length > 0);
  const within = orderByPreference(known.filter(({ isWithin }) => isWithin));
  return {
    best: within[0],
    runnersUp: within.slice(1),
    refused: known.filter(({ isWithin }) => !isWithin).sort(compareRefused),
    unknown: judged.filter(({ candidate }) => candidate.trials.length === 0),
  };
}

function orderByPreference(within: readonly JudgedCandidate[]): JudgedCandidate[] {
  const left = [...within].sort(compareStably);
  const ordered: JudgedCandidate[] = [];
  while (left.length > 0) {
    const next = takePreferred(left);
    ordered.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return ordered;
}

/** Peaks that differ by less than this are as good as each other. */
const tiedPeaks = 1.1;

function takePreferred(sorted: readonly JudgedCandidate[]): JudgedCandidate {
  const smallestUs = Math.min(...sorted.map(({ candidate }) => candidate.windowUs));
  const smallest = sorted.filter(({ candidate }) => candidate.windowUs === smallestUs);
  const lowest = Math.min(...smallest.map(readPeak));
  const preferred = smallest.find((entry) => readPeak(entry) <= lowest * tiedPeaks);
  if (preferred === undefined) throw new RangeError('there is nothing to choose from');
  return preferred;
}

/** What is first here wins a tie. */
const policyOrder = [
  'full-jitter',
  'equal-jitter',
  'decorrelated-jitter',
  'exponential',
  'fixed',
  'server',
  'immediate',
];

function compareStably(a: JudgedCandidate, b: JudgedCandidate): number {
  const [one, other] = [a.candidate, b.candidate];
  return (
    rankPolicy(one.settings.policy) - rankPolicy(other.settings.policy) ||
    one.settings.capUs - other.settings.capUs ||
    compareText(one.name, other.name)
  );
}

function rankPolicy(policy: string): number {
  const rank = policyOrder.indexOf(policy);
  return rank < 0 ? policyOrder.length : rank;
}

/** The highest over the repeats, as foreseen; as measured where nothing was foreseen. */
export function readPeak({ candidate }: JudgedCandidate): number {
  const foreseen = candidate.foreseen.map((storm) => storm?.peakAttemptsPerSecond);
  if (foreseen.every((peak) => peak !== undefined)) return Math.max(0, ...foreseen);
  return measureSpread(candidate.trials, ({ result }) => result.storm.peakAttemptsPerSecond)?.high ?? 0;
}

/** First those whose most broken limit needs least stretching, then those that break fewer. */
function compareRefused(a: JudgedCandidate, b: JudgedCandidate): number {
  return (
    measureStretch(a) - measureStretch(b) ||
    listBroken(a).length - listBroken(b).length ||
    a.candidate.windowUs - b.candidate.windowUs ||
    compareStably(a, b)
  );
}

export function listBroken({ findings }: JudgedCandidate): Finding[] {
  return findings.filter(({ standing }) => standing !== 'within');
}

/** By which factor the most broken limit would have to grow; for limits of 0 the excess itself, plus one. */
function measureStretch(entry: JudgedCandidate): number {
  return Math.max(
    1,
    ...listBroken(entry).map(({ needed, limit }) => {
      if (needed === null) return Number.MAX_VALUE;
      const { value } = limit.threshold;
      return value > 0 ? needed / value : 1 + needed;
    }),
  );
}
