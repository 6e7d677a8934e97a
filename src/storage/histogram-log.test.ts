import { HistogramLogReader } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../metrics/latency-histogram.js';
import { formatLogHead, formatTrialIntervals, type HistogramInterval } from './histogram-log.js';

function makeInterval(tag: string, startUs: number, values: readonly number[]): HistogramInterval {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return { tag, startUs, lengthUs: 1_500_000, histogram: histogram.encode() };
}

const head = formatLogHead('2026-03-01T10:00:00.250Z');

describe('a histogram log', () => {
  it('begins with its format, start and base time', () => {
    expect(head.split('\n')).toEqual([
      '#[Written by Squall: values in microseconds, Interval_Max in milliseconds]',
      '#[Histogram log format version 1.3]',
      '#[StartTime: 1772359200.250 (seconds since epoch), 2026-03-01T10:00:00.250Z]',
      '#[BaseTime: 1772359200.250 (seconds since epoch)]',
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
      '',
    ]);
  });

  it('is read by the library with tags, times and values as they were', () => {
    const lines = formatTrialIntervals('01-sse', [
      makeInterval('sse.delivery.steady', 4_000_000, [150, 900, 123_457]),
      makeInterval('sse.connect', 2_000_000, [77]),
    ]);
    const reader = new HistogramLogReader(head + lines);
    const first = reader.nextIntervalHistogram();
    expect(first).toMatchObject({ tag: 'sse.connect', totalCount: 1, startTimeStampMsec: 1772359202250 });
    const second = reader.nextIntervalHistogram();
    expect(second).toMatchObject({ tag: 'sse.delivery.steady', totalCount: 3 });
    expect(second?.endTimeStampMsec).toBe(1772359205750);
    expect(second?.getValueAtPercentile(50)).toBe(900);
    expect(reader.nextIntervalHistogram()).toBeNull();
  });

  it('states the exact maximum in milliseconds, where the payload has only a bucket', () => {
    const line = formatTrialIntervals('01', [makeInterval('sse.delivery.steady', 0, [123_457])]).split(
      '\n',
    )[1];
    expect(line?.split(',').slice(0, 4)).toEqual(['Tag=sse.delivery.steady', '0.000', '1.500', '123.457']);
  });

  it('has no line for a quantity without values', () => {
    expect(formatTrialIntervals('01', [makeInterval('sse.response', 0, [])])).toBe('#[Trial 01]\n');
  });
});
