import type { LoadedTrial } from '../../storage/loaded-run.js';
import { drawnHistograms } from '../report/report-series.js';
import { keyOfLabels } from './baseline-trials.js';
import { bootstrapMedian } from './bootstrap-median.js';
import type { ComparedDistribution, ComparedPoint, Spread } from './compared-distribution.js';
import { defaultGateOptions } from './gate-types.js';
import { medianOf } from './median-of.js';

/** What a pair's two runs measured: the distributions of their trials. */
export interface PairDistributions {
  readonly baseline: readonly DistributedTrial[];
  readonly candidate: readonly DistributedTrial[];
}

export interface DistributedTrial {
  readonly result: { readonly labels: Readonly<Record<string, string>> };
  readonly distributions: LoadedTrial['distributions'];
}

/**
 * Puts the latency distributions of both sides' runs over each other.
 * @param pairs those whose runs are both valid
 * @returns nothing for histograms that some pair lacks
 */
export function compareDistributions(pairs: readonly PairDistributions[]): ComparedDistribution[] {
  const [first] = pairs;
  if (first === undefined) return [];
  const trials = [...new Set(first.baseline.map(({ result }) => keyOfLabels(result.labels)))];
  return trials.flatMap((trial) =>
    drawnHistograms.flatMap((histogram) => {
      const found = pairs.map(({ baseline, candidate }) => ({
        baseline: readPoints(baseline, trial, histogram),
        candidate: readPoints(candidate, trial, histogram),
      }));
      const points = comparePoints(found);
      return points.length === 0 ? [] : [{ trial, histogram, pairs: pairs.length, points }];
    }),
  );
}

/** Microseconds by percentile. */
type Points = ReadonlyMap<number, number>;

/** The first repeat stands for the trial: its siblings would count one run several times. */
function readPoints(trials: readonly DistributedTrial[], trial: string, histogram: string): Points {
  const own = trials.find(({ result }) => keyOfLabels(result.labels) === trial);
  const points = own?.distributions[histogram] ?? [];
  return new Map(points.map(({ percentile, valueUs }) => [percentile, valueUs]));
}

interface PairPoints {
  readonly baseline: Points;
  readonly candidate: Points;
}

/** At the percentiles that every run has: a longer run reaches further into the tail, and there would stand alone. */
function comparePoints(pairs: readonly PairPoints[]): ComparedPoint[] {
  const shared = [...(pairs[0]?.baseline.keys() ?? [])].filter((percentile) =>
    pairs.every(({ baseline, candidate }) => baseline.has(percentile) && candidate.has(percentile)),
  );
  return shared.map((percentile) => {
    const read = (points: Points): number => points.get(percentile) ?? 0;
    const shifts = pairs.map(({ baseline, candidate }) => read(candidate) - read(baseline));
    return {
      percentile,
      baseline: spreadOf(pairs.map(({ baseline }) => read(baseline))),
      candidate: spreadOf(pairs.map(({ candidate }) => read(candidate))),
      shift: bootstrapMedian(shifts, defaultGateOptions.confidence),
    };
  });
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  return [low, medianOf(sorted), high];
}
