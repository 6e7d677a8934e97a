import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreciseAlarm } from './precise-alarm.js';

/** The clock that the alarm looks at; the timers' own time moves apart from it. */
const clock = { us: 0, nowUs: () => clock.us };

beforeEach(() => {
  clock.us = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
});
afterEach(() => void vi.useRealTimers());

describe('PreciseAlarm', () => {
  it('sleeps until shortly before the instant, then turns the event loop until it has come', () => {
    const fired = vi.fn();
    new PreciseAlarm(clock).set(10_000, fired);
    vi.advanceTimersByTime(7);
    expect(vi.getTimerCount()).toBe(1);
    clock.us = 8_000;
    vi.advanceTimersByTime(1);
    for (clock.us = 8_500; clock.us < 10_000; clock.us += 100) {
      vi.advanceTimersToNextTimer();
      expect(fired).not.toHaveBeenCalled();
    }
    vi.advanceTimersToNextTimer();
    expect(fired).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('calls back at once for an instant that has passed', () => {
    const fired = vi.fn();
    new PreciseAlarm(clock).set(0, fired);
    expect(fired).toHaveBeenCalledOnce();
  });

  it.each([
    ['asleep', 10_000],
    ['turning', 1_000],
  ])('forgets an instant that is replaced or cleared while it is %s', (_state, atUs) => {
    const [first, second] = [vi.fn(), vi.fn()];
    const alarm = new PreciseAlarm(clock);
    alarm.set(atUs, first);
    alarm.set(atUs, second);
    expect(vi.getTimerCount()).toBe(1);
    alarm.clear();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be set anew by what it calls back', () => {
    const fired: number[] = [];
    const alarm = new PreciseAlarm(clock);
    alarm.set(0, () => {
      fired.push(clock.us);
      alarm.set(5_000, () => fired.push(clock.us));
    });
    clock.us = 5_000;
    vi.advanceTimersByTime(4);
    expect(fired).toEqual([0, 5_000]);
  });
});
