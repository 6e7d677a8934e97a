import { describe, expect, it } from 'vitest';
import { summariseClock } from './summarise-clock.js';

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
