import { describe, expect, it } from 'vitest';
import { boundOneWay, mayHaveOtherClock, summariseClock } from './clock-bound.js';

const before = { offsetUs: 1_000, boundUs: 100, roundTripUs: 198, atUs: 0 };
const after = { offsetUs: 1_050, boundUs: 200, roundTripUs: 398, atUs: 10_000_000 };

describe('summariseClock', () => {
  it('covers both estimates with their bounds', () => {
    // 900 to 1,100 before, 850 to 1,250 after.
    expect(summariseClock({ before, after })).toEqual({
      offsetUs: 1_050,
      boundUs: 200,
      driftUs: 50,
      driftBoundUs: 300,
    });
  });

  it('is nothing where there is one clock', () => {
    expect(summariseClock(undefined)).toBeNull();
  });
});

describe('boundOneWay', () => {
  const clock = { offsetUs: 1_050, boundUs: 200, driftUs: 50, driftBoundUs: 300 };
  it.each([
    [null, clock, null],
    [undefined, clock, null],
    [200, clock, null],
    [201, clock, { us: 201, boundUs: 200 }],
    [5, null, { us: 5, boundUs: 0 }],
    [0, null, { us: 0, boundUs: 0 }],
  ])('shows %s under %o as %o', (figureUs, known, expected) => {
    expect(boundOneWay(figureUs, known)).toEqual(expected);
  });
});

describe('mayHaveOtherClock', () => {
  it.each([
    ['http://127.0.0.1:8080', false],
    ['http://127.9.8.7', false],
    ['https://localhost:1', false],
    ['http://[::1]:80', false],
    ['http://10.0.0.1', true],
    ['http://example.org', true],
    ['http://127.0.0.1.example.org', true],
  ])('%s: %s', (url, expected) => {
    expect(mayHaveOtherClock(url)).toBe(expected);
  });
});
