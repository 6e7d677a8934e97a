import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreciseAlarm } from './precise-alarm.js';

/** A clock that moves a little with every reading, as one that is watched does, and with the timers of the test. */
function createStage() {
  let nowUs = 1_000_000;
  const clock = { nowUs: () => nowUs++ };
  const sleeps: number[] = [];
  const alarm = new PreciseAlarm(clock, (us) => {
    sleeps.push(us);
    nowUs += us;
  });
  const advance = (ms: number): void => {
    nowUs += ms * 1000;
    vi.advanceTimersByTime(ms);
  };
  return { alarm, clock, sleeps, advance, readClock: () => nowUs };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('PreciseAlarm', () => {
  it.each([0, 100, 140, 1_000, 2_499, 2_600, 7_300, 100_000])(
    'calls back once, at the instant, %i µs ahead',
    (aheadUs) => {
      const { alarm, readClock, advance } = createStage();
      const atUs = readClock() + aheadUs;
      const firedAt: number[] = [];
      alarm.set(atUs, () => firedAt.push(readClock()));
      expect(firedAt).toEqual([]);
      for (let ms = 0; ms < 120 && firedAt.length === 0; ms++) advance(ms === 0 ? 0 : 1);
      expect(firedAt).toHaveLength(1);
      expect(firedAt[0]).toBeGreaterThanOrEqual(atUs);
      // The readings of the clock themselves move it a few microseconds.
      expect(firedAt[0]).toBeLessThan(atUs + 10);
    },
  );

  it('leaves the last 150 µs to watching the clock', () => {
    const { alarm, readClock, advance, sleeps } = createStage();
    alarm.set(readClock() + 2_000, () => undefined);
    advance(0);
    expect(sleeps).toHaveLength(1);
    expect(sleeps[0]).toBeLessThanOrEqual(1_850);
    expect(sleeps[0]).toBeGreaterThan(1_800);
  });

  it.each([200, 500, 1_000, 1_400])('watches the clock for a tenth of a gap of %i µs', (gapUs) => {
    const { alarm, readClock, advance, sleeps } = createStage();
    const firstUs = readClock() + 2_000;
    alarm.set(firstUs, () => undefined);
    advance(0);
    const leftUs = firstUs + gapUs - readClock();
    alarm.set(firstUs + gapUs, () => undefined);
    advance(0);
    const watchedUs = leftUs - (sleeps[1] ?? 0);
    expect(watchedUs).toBeGreaterThanOrEqual(gapUs * 0.1);
    // The readings of the clock themselves move it a few microseconds.
    expect(watchedUs).toBeLessThan(gapUs * 0.1 + 5);
  });

  it('does not sleep for an instant that has come', () => {
    const { alarm, readClock, advance, sleeps } = createStage();
    const fired = vi.fn();
    alarm.set(readClock() - 5_000, fired);
    advance(0);
    expect(fired).toHaveBeenCalledOnce();
    expect(sleeps).toEqual([]);
  });

  it.each([1_000, 50_000])('is called off %i µs ahead', (aheadUs) => {
    const { alarm, readClock, advance } = createStage();
    const fired = vi.fn();
    alarm.set(readClock() + aheadUs, fired);
    alarm.clear();
    advance(200);
    expect(fired).not.toHaveBeenCalled();
  });

  it('forgets the instant before when it is set anew', () => {
    const { alarm, readClock, advance } = createStage();
    const [first, second] = [vi.fn(), vi.fn()];
    alarm.set(readClock() + 10_000, first);
    alarm.set(readClock() + 20_000, second);
    for (let ms = 0; ms < 40; ms++) advance(1);
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
  });
});
