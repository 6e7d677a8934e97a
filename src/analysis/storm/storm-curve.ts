import { activityBinUs, timelineBinUs } from '../../metrics/activity.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { StormRow } from '../../storage/result.js';
import type { StormCurve } from '../report/report-model.js';
import { findPeakPerSecond } from './storm.js';

/**
 * Instant from which a trial's storm is told: the first fault, or the first attempt when there was none. It lies on the grid of
 * the stored bins; between two of them, whole bins would slip into the 100 ms before theirs.
 */
export function findStormOriginUs({
  result,
  storm,
}: Pick<LoadedTrial, 'result' | 'storm'>): number | undefined {
  const atUs = result.faults[0]?.injectedAtUs ?? storm[0]?.atUs;
  return atUs === undefined ? undefined : Math.floor(atUs / activityBinUs) * activityBinUs;
}

export function curveAttempts(
  storm: readonly StormRow[],
  originUs: number,
  width: 'fine' | 'coarse',
): StormCurve {
  const binUs = width === 'fine' ? activityBinUs : timelineBinUs;
  const bins = new Map<number, Sums>();
  for (const row of storm) {
    const bin = Math.floor((row.atUs - originUs) / binUs);
    const sums = bins.get(bin) ?? [0, 0, null];
    sums[0] += row.attempts;
    sums[1] += row.predicted;
    if (row.expected !== null) sums[2] = (sums[2] ?? 0) + row.expected;
    bins.set(bin, sums);
  }
  return fenceWithZeros(bins).map(
    ([bin, attempts, predicted, expected]) => [bin * binUs, attempts, predicted, expected] as const,
  );
}

/** Attempts measured, predicted and expected. */
type Sums = [attempts: number, predicted: number, expected: number | null];

/** A line drawn over sparse bins would bridge the empty ones, so each run of bins gets a zero before and behind it. */
function fenceWithZeros(bins: ReadonlyMap<number, Sums>): [number, ...Sums][] {
  const shown = new Set<number>();
  for (const bin of bins.keys()) for (const near of [bin - 1, bin, bin + 1]) shown.add(near);
  const none = [...bins.values()].some(([, , expected]) => expected !== null) ? 0 : null;
  return [...shown].sort((a, b) => a - b).map((bin) => [bin, ...(bins.get(bin) ?? ([0, 0, none] as Sums))]);
}

/** The share of the disconnected that was back, growing over time: [microseconds from the origin, 0 to 1]. */
export function curveReturn(
  storm: readonly StormRow[],
  originUs: number,
  disconnected: number,
): [number, number][] {
  const points: [number, number][] = [[0, 0]];
  let back = 0;
  for (const row of storm) {
    if (row.subscribed === 0 || disconnected === 0) continue;
    back += row.subscribed;
    points.push([row.atUs + activityBinUs - originUs, Math.min(1, back / disconnected)]);
  }
  return points;
}

/**
 * How long the middle 98 % of the first attempts took: with 1 % cut off at either end a single straggler does not decide.
 * @returns undefined when there was no first attempt
 */
export function measureFirstWaveUs(storm: readonly StormRow[]): number | undefined {
  const total = storm.reduce((sum, row) => sum + row.firstAttempts, 0);
  if (total === 0) return undefined;
  let seen = 0;
  let fromUs: number | undefined;
  for (const row of storm) {
    seen += row.firstAttempts;
    if (fromUs === undefined && seen > total * 0.01) fromUs = row.atUs;
    if (fromUs !== undefined && seen >= total * 0.99) return row.atUs + activityBinUs - fromUs;
  }
  return undefined;
}

export interface PredictionCheck {
  /** Fullest 100 ms, sliding in steps of 10 ms, times ten: the same definition as `peakAttemptsPerSecond`. */
  readonly measuredPeakPerSecond: number;
  readonly predictedPeakPerSecond: number;
  /**
   * How far apart in time the two curves lie: the mean shift that turns one into the other (the Wasserstein-1 distance of
   * their shares). Unlike a comparison bin by bin it does not call a spike wrong that is a few milliseconds late.
   */
  readonly meanShiftUs: number;
  /** Attempts measured ÷ attempts predicted. */
  readonly ratio: number;
}

/** @returns undefined when nothing was predicted or nothing measured */
export function checkPrediction(storm: readonly StormRow[]): PredictionCheck | undefined {
  const measured = storm.reduce((sum, row) => sum + row.attempts, 0);
  const predicted = storm.reduce((sum, row) => sum + row.predicted, 0);
  if (measured === 0 || predicted === 0) return undefined;
  let shiftUs = 0;
  let ahead = 0;
  storm.forEach((row, at) => {
    ahead += row.attempts / measured - row.predicted / predicted;
    const next = storm[at + 1];
    if (next !== undefined) shiftUs += Math.abs(ahead) * (next.atUs - row.atUs);
  });
  return {
    measuredPeakPerSecond: peakOf(storm, (row) => row.attempts),
    predictedPeakPerSecond: peakOf(storm, (row) => row.predicted),
    meanShiftUs: Math.round(shiftUs),
    ratio: measured / predicted,
  };
}

function peakOf(storm: readonly StormRow[], read: (row: StormRow) => number): number {
  return findPeakPerSecond(new Map(storm.map((row) => [row.atUs / activityBinUs, read(row)])));
}
