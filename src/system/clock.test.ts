import { describe, expect, it } from 'vitest';
import { hostClock } from './clock.js';

describe('hostClock', () => {
  it('tells the time of process.hrtime, to the microsecond', () => {
    for (let reading = 0; reading < 10_000; reading++) {
      const before = process.hrtime.bigint();
      const nowUs = hostClock.nowUs();
      const after = process.hrtime.bigint();
      expect(nowUs).toBeGreaterThanOrEqual(Number(before / 1000n) - 1);
      expect(nowUs).toBeLessThanOrEqual(Number(after / 1000n) + 2);
    }
  });

  it('never goes back and tells whole microseconds', () => {
    let previous = hostClock.nowUs();
    for (let reading = 0; reading < 10_000; reading++) {
      const now = hostClock.nowUs();
      expect(now >= previous && Number.isInteger(now)).toBe(true);
      previous = now;
    }
  });
});
