import type { EncodedHistogram } from '../metrics/latency-histogram.js';

/** One line of a histogram log: what was recorded of one quantity in one stretch of time. */
export interface HistogramInterval {
  /** `websocket.delivery.steady`: transport, quantity and, where the quantity is told apart by phase, the phase. */
  readonly tag: string;
  /** From the start of the run. */
  readonly startUs: number;
  readonly lengthUs: number;
  readonly histogram: EncodedHistogram;
}

/** Name of the log in a run's folder. */
export const histogramLogName = 'histograms.hlog';

/**
 * Head of a histogram log, format 1.3 as HdrHistogram's `HistogramLogWriter` writes it. Timestamps of the lines below
 * count from the base time, which is the start of the run.
 * @param startedAt instant in ISO 8601
 */
export function formatLogHead(startedAt: string): string {
  const epochSeconds = (Date.parse(startedAt) / 1000).toFixed(3);
  return [
    '#[Written by Squall: values in microseconds, Interval_Max in milliseconds]',
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${epochSeconds} (seconds since epoch), ${startedAt}]`,
    `#[BaseTime: ${epochSeconds} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    '',
  ].join('\n');
}

/** The lines of a trial, in order of time under a comment that names it. Without values there is no line. */
export function formatTrialIntervals(trialId: string, intervals: readonly HistogramInterval[]): string {
  const lines = intervals
    .filter(({ histogram }) => histogram.count > 0)
    .toSorted((a, b) => a.startUs - b.startUs)
    .map(formatInterval);
  return [`#[Trial ${trialId}]`, ...lines, ''].join('\n');
}

/** The maximum is the exact one; a reader of the payload alone sees the upper end of its bucket. */
function formatInterval({ tag, startUs, lengthUs, histogram }: HistogramInterval): string {
  const [start, length] = [startUs, lengthUs].map((us) => (us / 1e6).toFixed(3));
  return `Tag=${tag},${start},${length},${((histogram.max ?? 0) / 1000).toFixed(3)},${histogram.encoded}`;
}
