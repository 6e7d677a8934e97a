import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockExchange, estimateClockOffset, spanClockOffsets } from './clock-offset.js';

/** An exchange as both hosts would take it down: true times, rounded to whole microseconds. */
function exchange(
  offsetUs: number,
  atUs: number,
  thereUs: number,
  heldUs: number,
  backUs: number,
): ClockExchange {
  return {
    sentUs: Math.round(atUs),
    remoteReceivedUs: Math.round(atUs + thereUs + offsetUs),
    remoteSentUs: Math.round(atUs + thereUs + heldUs + offsetUs),
    receivedUs: Math.round(atUs + thereUs + heldUs + backUs),
  };
}

const delay = fc.double({ min: 0, max: 1e6, noNaN: true });
const offset = fc.double({ min: -1e12, max: 1e12, noNaN: true });
const instant = fc.double({ min: 0, max: 1e12, noNaN: true });

describe('estimateClockOffset', () => {
  it.each([
    [
      'equal ways',
      exchange(5000, 100, 40, 7, 40),
      { offsetUs: 5000, boundUs: 41, roundTripUs: 80, atUs: 144 },
    ],
    ['a clock that is behind', exchange(-5000, 100, 40, 7, 40), { offsetUs: -5000, boundUs: 41 }],
    // All of the way there: the estimate is wrong by half the round trip, the most it can be.
    ['all delay on the way there', exchange(5000, 100, 80, 0, 0), { offsetUs: 5040, boundUs: 41 }],
    ['all delay on the way back', exchange(5000, 100, 0, 0, 80), { offsetUs: 4960, boundUs: 41 }],
    ['an odd round trip', exchange(5000, 100, 40, 0, 41), { boundUs: 42, roundTripUs: 81 }],
    ['no delay at all', exchange(5000, 100, 0, 3, 0), { offsetUs: 5000, boundUs: 1, roundTripUs: 0 }],
  ])('with %s', (_name, only, expected) => {
    expect(estimateClockOffset([only])).toMatchObject(expected);
  });

  it('takes the exchange with the smallest round trip, the first of several', () => {
    const exchanges = [
      exchange(5000, 0, 500, 1, 90),
      exchange(5000, 1000, 10, 400_000, 12),
      exchange(5000, 500_000, 12, 1, 10),
      exchange(5000, 600_000, 11, 1, 30),
    ];
    expect(estimateClockOffset(exchanges)).toEqual({
      offsetUs: 4999,
      boundUs: 12,
      roundTripUs: 22,
      atUs: 201_011,
    });
  });

  it('leaves out exchanges that cannot be, and says nothing without one that can', () => {
    const impossible = { sentUs: 0, remoteReceivedUs: 0, remoteSentUs: 50, receivedUs: 20 };
    expect(estimateClockOffset([])).toBeUndefined();
    expect(estimateClockOffset([impossible])).toBeUndefined();
    expect(estimateClockOffset([impossible, exchange(7, 0, 5, 0, 5)])?.offsetUs).toBe(7);
  });

  it('has the true offset within its bound, however unequal the ways and whatever is rounded', () => {
    fc.assert(
      fc.property(
        offset,
        fc.array(fc.tuple(instant, delay, delay, delay), { minLength: 1, maxLength: 20 }),
        (trueUs, ways) => {
          const estimate = estimateClockOffset(ways.map((way) => exchange(trueUs, ...way)));
          expect(Math.abs((estimate?.offsetUs ?? Number.NaN) - trueUs)).toBeLessThanOrEqual(
            (estimate?.boundUs ?? 0) + 1e-3,
          );
          const shortest = Math.min(...ways.map(([, there, , back]) => there + back));
          // No worse than half the best round trip, the rounding of four stamps and of the result apart.
          expect(estimate?.boundUs).toBeLessThanOrEqual(shortest / 2 + 3);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('spanClockOffsets', () => {
  const before = { offsetUs: 1000, boundUs: 40, roundTripUs: 78, atUs: 10_000_000 };

  it('covers both estimates with their bounds', () => {
    const after = { offsetUs: 1100, boundUs: 20, roundTripUs: 38, atUs: 60_000_000 };
    expect(spanClockOffsets(before, after)).toEqual({
      offsetUs: 1040,
      boundUs: 80,
      driftUs: 100,
      driftBoundUs: 60,
      mostDriftPartsPerMillion: 3.2,
    });
  });

  it('is no wider than the wider one when nothing drifted', () => {
    const after = { offsetUs: 1000, boundUs: 30, roundTripUs: 58, atUs: 60_000_000 };
    expect(spanClockOffsets(before, after)).toMatchObject({ offsetUs: 1000, boundUs: 40, driftUs: 0 });
  });

  it('has the true offset within its bound at every instant, and the true rate below its own', () => {
    const rate = fc.double({ min: -200, max: 200, noNaN: true });
    fc.assert(
      fc.property(
        offset,
        rate,
        delay,
        delay,
        delay,
        delay,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (startUs, ppm, ...more) => {
          const [there, back, thereLater, backLater, share] = more;
          const endsUs = 60_000_000;
          const trueAt = (atUs: number): number => startUs + (ppm * atUs) / 1e6;
          // The offset is read in the middle of the exchange; what drifts within one is below the rounding.
          const first = estimateClockOffset([exchange(trueAt(0), 0, there / 1000, 0, back / 1000)]);
          const last = estimateClockOffset([
            exchange(trueAt(endsUs), endsUs, thereLater / 1000, 0, backLater / 1000),
          ]);
          if (first === undefined || last === undefined) throw new Error('no estimate');
          const span = spanClockOffsets(first, last);
          expect(Math.abs(span.offsetUs - trueAt(share * endsUs))).toBeLessThanOrEqual(span.boundUs + 1e-3);
          expect(Math.abs(ppm)).toBeLessThanOrEqual(span.mostDriftPartsPerMillion * (1 + 1e-4) + 1e-3);
          expect(Math.abs(span.driftUs - (trueAt(endsUs) - trueAt(0)))).toBeLessThanOrEqual(
            span.driftBoundUs + 1e-3,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
