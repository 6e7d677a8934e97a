import { describe, expect, it } from 'vitest';
import { AcceptPace } from './accept-pace.js';

/** A queue that is served as the pace allows, as a door does it; `lateUs` is how much later than due each turn comes. */
function serve(ratePerSecond: number, arrivalsUs: readonly number[], lateUs = 0): number[] {
  const time = { us: 0, nowUs: () => time.us };
  const pace = new AcceptPace(ratePerSecond, time);
  pace.open();
  let opensUs = 0;
  return arrivalsUs.map((arrivalUs) => {
    time.us = Math.max(time.us, arrivalUs);
    if (opensUs > time.us) {
      time.us = opensUs + lateUs;
      pace.open();
    }
    const atUs = time.us;
    const shutUs = pace.admit();
    if (shutUs > 0) opensUs = atUs + shutUs;
    return atUs;
  });
}

const crowd = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('the pace of accepting', () => {
  it.each([10, 200, 1_000, 3_000])('serves a queue at %d a second', (ratePerSecond) => {
    const served = serve(ratePerSecond, crowd(2_000));
    const seconds = (served.at(-1) ?? 0) / 1e6;
    // The last turn may be up to 5 ms early or late.
    expect(Math.abs(seconds - 1_999 / ratePerSecond)).toBeLessThanOrEqual(0.005);
  });

  it('never lets in more than are due', () => {
    for (const ratePerSecond of [10, 200, 1_000]) {
      const served = serve(ratePerSecond, crowd(500));
      for (const [index, atUs] of served.entries())
        expect(index).toBeLessThanOrEqual((atUs * ratePerSecond) / 1e6 + 1e-6);
    }
  });

  it('makes up for turns that come late', () => {
    const served = serve(200, crowd(1_000), 30_000);
    expect((served.at(-1) ?? 0) / 1e6).toBeLessThanOrEqual(999 / 200 + 0.04);
  });

  it('makes up for nothing that nobody asked for', () => {
    const served = serve(
      100,
      Array.from({ length: 50 }, () => 10_000_000),
    );
    // Two or three that fall due in 20 ms come in at once, the others one by one.
    expect(served.filter((atUs) => atUs === 10_000_000).length).toBeLessThanOrEqual(3);
    expect((served.at(-1) ?? 0) - 10_000_000).toBeGreaterThanOrEqual(46 * 10_000);
  });

  it('lets in at once who comes more seldom than the rate', () => {
    const arrivals = Array.from({ length: 20 }, (_, index) => index * 50_000);
    expect(serve(100, arrivals)).toEqual(arrivals);
  });
});
