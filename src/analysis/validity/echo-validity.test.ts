import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { EchoResult } from '../../storage/result.js';
import { makeLoad, makeMeasurement } from '../testing/make-measurement.js';
import { judgeEchoes } from './echo-validity.js';

function record(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The codes that a trial with these send lags and round trips, microseconds, is judged invalid by. */
function judge(lagsUs: readonly number[], roundTripsUs: readonly number[]): string[] {
  const roundTrips = record(roundTripsUs);
  const histograms = new Map([
    ['echoLag.steady', record(lagsUs)],
    ['echo.steady', roundTrips],
  ]);
  const echo = {
    roundTripByPhaseUs: { steady: roundTrips.summarise() },
    ledger: { returned: roundTripsUs.length, foreign: 0 },
    uplinks: { steady: { clients: 0, server: 0, kernel: 0 } },
  } as unknown as EchoResult;
  const measurement = makeMeasurement({ load: makeLoad({ histograms }) });
  return judgeEchoes({ measurement, echo, accounts: [] }).map(({ code }) => code);
}

const prompt = Array.from({ length: 98 }, () => 20);
const roundTrips = Array.from({ length: 100 }, () => 400);

describe('the send lag of clients', () => {
  it('may reach beyond a tenth of the median round trip at its 99th percentile', () => {
    expect(judge([...prompt, 600, 600], roundTrips)).toEqual([]);
  });

  it('may not at its median', () => {
    expect(
      judge(
        Array.from({ length: 100 }, () => 41),
        roundTrips,
      ),
    ).toEqual(['SEND_LAG']);
  });

  it('may not exceed a millisecond at its 99th percentile', () => {
    expect(judge([...prompt, 1_200, 1_200], roundTrips)).toEqual(['SEND_LAG']);
  });
});
