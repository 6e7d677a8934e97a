import type { Measurement } from '../metrics/measurement.js';
import type { ClockResult } from '../storage/result.js';
import { spanClockOffsets } from '../system/clock-offset.js';

/** The offset that held throughout the trial, with its bound; null when there is but one clock. */
export function summariseClock(clock: Measurement['clock']): ClockResult | null {
  if (clock === undefined) return null;
  const { offsetUs, boundUs, driftUs, driftBoundUs } = spanClockOffsets(clock.before, clock.after);
  return { offsetUs, boundUs, driftUs, driftBoundUs };
}

/**
 * A figure from one host's clock to another's, as it may be shown.
 * @returns the figure with what it may be wrong by, both microseconds; null when it is no larger than that, so that it says nothing
 */
export function boundOneWay(
  figureUs: number | null | undefined,
  clock: ClockResult | null,
): { readonly us: number; readonly boundUs: number } | null {
  if (figureUs === null || figureUs === undefined) return null;
  const boundUs = clock?.boundUs ?? 0;
  return clock !== null && figureUs <= boundUs ? null : { us: figureUs, boundUs };
}

/** Whether a server at this address may have another clock than this host: anything but a loopback address (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function mayHaveOtherClock(url: string): boolean {
  const { hostname } = new URL(url);
  return !(hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname));
}
