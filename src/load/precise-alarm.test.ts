import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreciseAlarm } from './precise-alarm.js';

/** Microseconds of the faked time; `ahead` lets the clock run ahead of or behind the timers. */
const clock = { aheadUs: 0, nowUs: () => Math.round(performance.now() * 1000) + clock.aheadUs };

beforeEach(() => {
  clock.aheadUs = 0;
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
  });
});
afterEach(() => void vi.useRealTimers());

describe('PreciseAlarm', () => {
  it('sleeps until shortly before the instant, then turns the event loop until it has come', () => {
    const fired = vi.fn();
    const atUs = clock.nowUs() + 10_000;
    new PreciseAlarm(clock).set(atUs, fired);
    vi.advanceTimersByTime(7);
    expect(vi.getTimerCount()).toBe(1);
    clock.aheadUs = -1_000;
    vi.advanceTimersByTime(3);
    expect(fired).not.toHaveBeenCalled();
    clock.aheadUs = -1;
    vi.advanceTimersToNextTimer();
    expect(fired).not.toHaveBeenCalled();
    clock.aheadUs = 0;
    vi.advanceTimersToNextTimer();
    expect(fired).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('calls back at once for an instant that has passed', () => {
    const fired = vi.fn();
    new PreciseAlarm(clock).set(clock.nowUs(), fired);
    expect(fired).toHaveBeenCalledOnce();
  });

  it.each([
    ['asleep', 10_000],
    ['turning', 1_000],
  ])('forgets an instant that is replaced or cleared while it is %s', (_state, inUs) => {
    const [first, second] = [vi.fn(), vi.fn()];
    const alarm = new PreciseAlarm(clock);
    alarm.set(clock.nowUs() + inUs, first);
    alarm.set(clock.nowUs() + inUs, second);
    alarm.clear();
    clock.aheadUs = 20_000;
    vi.advanceTimersByTime(20);
    expect(first).not.toHaveBeenCalled();
    expect(second).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not call back early when the timer does', () => {
    const fired = vi.fn();
    const atUs = clock.nowUs() + 10_000;
    new PreciseAlarm(clock).set(atUs, fired);
    clock.aheadUs = -5_000;
    vi.advanceTimersByTime(8);
    expect(fired).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });
});
