/**
 * The host's clock as `hostClock` reads it against the reading it stands for. It is read once per delivered message and
 * several times per attempt. The decision to keep an offset to `performance.now()` rests on its being no slower than
 * `process.hrtime` in any form, while those leave an array or two BigInts behind at each reading.
 */
import { bench, describe } from 'vitest';
import { hostClock } from '../src/system/clock.js';

const readings = 1_000;
let last = 0;

describe(`${readings} readings of the clock`, () => {
  bench('hostClock.nowUs', () => {
    for (let reading = 0; reading < readings; reading++) last = hostClock.nowUs();
    requireTime();
  });

  bench('process.hrtime.bigint, as microseconds', () => {
    for (let reading = 0; reading < readings; reading++) last = Number(process.hrtime.bigint() / 1000n);
    requireTime();
  });

  bench('process.hrtime, as microseconds', () => {
    for (let reading = 0; reading < readings; reading++) {
      const [seconds, nanoseconds] = process.hrtime();
      last = seconds * 1e6 + Math.floor(nanoseconds / 1e3);
    }
    requireTime();
  });
});

/** Keeps the readings from being optimised away. */
function requireTime(): void {
  if (last <= 0) throw new Error('the clock stands still');
}
