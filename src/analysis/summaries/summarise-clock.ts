import type { Measurement } from '../../metrics/measurement.js';
import type { ClockResult } from '../../storage/result.js';
import { spanClockOffsets } from '../../system/clock-offset.js';

/** The offset that held throughout the trial, with its bound; null when there is but one clock. */
export function summariseClock(clock: Measurement['clock']): ClockResult | null {
  if (clock === undefined) return null;
  const { offsetUs, boundUs, driftUs, driftBoundUs } = spanClockOffsets(clock.before, clock.after);
  return { offsetUs, boundUs, driftUs, driftBoundUs };
}
