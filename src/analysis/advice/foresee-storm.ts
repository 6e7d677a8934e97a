import { activityBinUs } from '../../metrics/activity.js';
import type { LoadedTrial } from '../../storage/loaded-run.js';
import type { StormRow, TrialResult } from '../../storage/result.js';
import { checkPrediction } from '../storm/storm-curve.js';

/** What seed and policy alone foresee of a trial's storm; each figure is defined as its measured counterpart. */
export interface ForeseenStorm {
  readonly peakAttemptsPerSecond: number;
  /**
   * From the loss until this share of the lost connections is back, microseconds; null: not by the end. Undefined when a trial has
   * several faults, since then it isn't known which of them an attempt answers.
   */
  readonly backUs: Readonly<Record<'p50' | 'p90' | 'p99' | 'p100', number | null>> | undefined;
}

/**
 * Reads the predicted attempts that are stored beside the measured ones.
 * @returns undefined when nothing was foreseen
 */
export function foreseeStorm({
  result,
  storm,
}: Pick<LoadedTrial, 'result' | 'storm'>): ForeseenStorm | undefined {
  const check = checkPrediction(storm);
  if (check === undefined) return undefined;
  const [fault, ...others] = result.faults;
  return {
    peakAttemptsPerSecond: check.predictedPeakPerSecond,
    backUs:
      fault === undefined || others.length > 0
        ? undefined
        : foreseeReturn(fault, result.storm.disconnected, storm),
  };
}

/**
 * A predicted attempt that meets a server that listens succeeds at once, so the attempts outside of the outage are the predicted
 * return.
 * @param lost how many connections the fault cut
 * @param rows in order of time
 */
export function foreseeReturn(
  fault: Pick<TrialResult['faults'][number], 'mode' | 'injectedAtUs' | 'readyAtUs'>,
  lost: number,
  rows: readonly Pick<StormRow, 'atUs' | 'predicted'>[],
): NonNullable<ForeseenStorm['backUs']> {
  const openUs = fault.mode === null ? fault.injectedAtUs : fault.readyAtUs;
  const at = (share: number): number | null => {
    if (openUs === null) return null;
    let left = share * lost - rounding;
    for (const row of rows) {
      if (row.atUs + activityBinUs <= openUs) continue;
      left -= row.predicted;
      if (left <= 0 && row.predicted > 0) return row.atUs + activityBinUs - fault.injectedAtUs;
    }
    return null;
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p100: at(1) };
}

/** Shares of cut clients leave fractions of attempts that add up only nearly. */
const rounding = 1e-6;
