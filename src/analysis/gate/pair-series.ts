import type { GateLabels, GateMetric, PairSample } from './gate-types.js';

/** All pairs of one metric under the same labels. */
export interface PairSeries {
  readonly metric: GateMetric;
  readonly labels: GateLabels;
  /** Pairs that count, in the order in which they were run. */
  readonly pairs: readonly CountedPair[];
  /** Why each of the others does not. */
  readonly leftOut: readonly string[];
  /** Of those left out: valid pairs in which the baseline measured it and the candidate did not. */
  readonly gone: number;
}

/** Infinity on one side: more than any number, as the return of clients that never came back. */
export interface CountedPair {
  readonly baseline: number;
  readonly candidate: number;
}

/** Groups samples by metric and labels, in the order in which they first appear. */
export function gatherSeries(samples: readonly PairSample[]): PairSeries[] {
  const groups = new Map<string, PairSample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sample]);
    else group.push(sample);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (first === undefined) return [];
    const pairs: CountedPair[] = [];
    const leftOut: string[] = [];
    const gone = group.filter(isGone).length;
    for (const sample of [...group].sort((a, b) => a.pair - b.pair)) {
      const counted = readPair(sample);
      if (typeof counted === 'string') leftOut.push(counted);
      else pairs.push(counted);
    }
    return [{ metric: first.metric, labels: first.labels, pairs, leftOut, gone }];
  });
}

/** What tells series apart. */
export function keyOf({ metric, labels }: Pick<PairSample, 'metric' | 'labels'>): string {
  const parts = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric.name, ...parts]);
}

function isGone({ baseline, candidate, invalid }: PairSample): boolean {
  return invalid === undefined && baseline !== null && candidate === null;
}

function readPair({ metric, baseline, candidate, invalid }: PairSample): CountedPair | string {
  if (invalid !== undefined) return invalid;
  if (baseline === null || candidate === null) return 'not measured';
  if (Number.isNaN(baseline) || Number.isNaN(candidate)) return 'not a number';
  if (!Number.isFinite(baseline) && !Number.isFinite(candidate)) return 'not reached on either side';
  if (metric.evidence === 'paired' && (baseline <= 0 || candidate <= 0))
    return 'a ratio needs values above 0';
  return { baseline, candidate };
}
