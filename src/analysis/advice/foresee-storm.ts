import type { LoadedTrial } from '../../storage/loaded-run.js';
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

const binUs = 10_000;

/**
 * Reads the predicted attempts that are stored beside the measured ones. A predicted attempt that meets a server that
 * listens succeeds at once, so the attempts outside of the outage are the predicted return.
 * @returns undefined when nothing was foreseen
 */
export function foreseeStorm(trial: Pick<LoadedTrial, 'result' | 'storm'>): ForeseenStorm | undefined {
  const check = checkPrediction(trial.storm);
  if (check === undefined) return undefined;
  return { peakAttemptsPerSecond: check.predictedPeakPerSecond, backUs: foreseeReturn(trial) };
}

function foreseeReturn({ result, storm }: Pick<LoadedTrial, 'result' | 'storm'>): ForeseenStorm['backUs'] {
  const [fault, ...others] = result.faults;
  if (fault === undefined || others.length > 0) return undefined;
  const openUs = fault.mode === null ? fault.injectedAtUs : fault.readyAtUs;
  const at = (share: number): number | null => {
    if (openUs === null) return null;
    let left = share * result.storm.disconnected - rounding;
    for (const row of storm) {
      if (row.atUs + binUs <= openUs) continue;
      left -= row.predicted;
      if (left <= 0 && row.predicted > 0) return row.atUs + binUs - fault.injectedAtUs;
    }
    return null;
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p100: at(1) };
}

/** Shares of cut clients leave fractions of attempts that add up only nearly. */
const rounding = 1e-6;
