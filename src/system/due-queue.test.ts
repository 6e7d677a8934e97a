import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alarm, type DueHandle, DueQueue } from './due-queue.js';

/** A clock and a timer that a test moves by hand. */
class Hand implements Alarm {
  us = 0;
  armedMs: number | undefined;
  arms = 0;
  #ring: (() => void) | undefined;

  nowUs(): number {
    return this.us;
  }

  set(callback: () => void, delayMs: number): () => void {
    this.armedMs = delayMs;
    this.arms++;
    this.#ring = callback;
    return () => {
      this.armedMs = undefined;
      this.#ring = undefined;
    };
  }

  ring(): void {
    const ring = this.#ring;
    this.armedMs = undefined;
    this.#ring = undefined;
    ring?.();
  }
}

function setUp() {
  const hand = new Hand();
  const queue = new DueQueue(hand, hand);
  const ran: string[] = [];
  const plan = (dueUs: number, name: string): DueHandle =>
    queue.at(dueUs, { onDue: () => void ran.push(name) });
  const runAt = (us: number): void => {
    hand.us = us;
    queue.run();
  };
  return { hand, queue, ran, plan, runAt };
}

describe('order', () => {
  it('is that of time and, within an instant, of entry', () => {
    const { ran, plan, runAt } = setUp();
    for (const [dueUs, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'b'],
      [30, 'e'],
      [20, 'c'],
    ] as const)
      plan(dueUs, name);
    runAt(30);
    expect(ran.join('')).toBe('abcde');
  });

  it('tells a task the instant it was due, not the present one', () => {
    const { queue, runAt } = setUp();
    const onDue = vi.fn();
    queue.at(10, { onDue });
    runAt(99);
    expect(onDue).toHaveBeenCalledExactlyOnceWith(10);
  });

  it('runs nothing early and nothing twice', () => {
    const { queue, ran, plan, runAt } = setUp();
    plan(10, 'a');
    runAt(9);
    expect(ran).toEqual([]);
    runAt(10);
    runAt(11);
    expect(ran).toEqual(['a']);
    expect(queue.size).toBe(0);
  });

  it('takes in tasks that a task plans, those due now within the same run', () => {
    const { queue, ran, plan, runAt } = setUp();
    queue.at(10, {
      onDue() {
        plan(10, 'now');
        plan(11, 'later');
      },
    });
    runAt(10);
    expect(ran).toEqual(['now']);
    runAt(11);
    expect(ran).toEqual(['now', 'later']);
  });

  it('is that of a sorted list for any plans, cancellations and steps of time', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('plan' as const), us: fc.nat({ max: 200 }) }),
      fc.record({ kind: fc.constant('cancel' as const), us: fc.nat({ max: 300 }) }),
      fc.record({ kind: fc.constant('step' as const), us: fc.nat({ max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const { hand, queue, ran, plan, runAt } = setUp();
        const handles: DueHandle[] = [];
        let waiting: { dueUs: number; name: string }[] = [];
        const expected: string[] = [];
        const perform = {
          plan(us: number) {
            const name = String(handles.length);
            handles.push(plan(us, name));
            waiting.push({ dueUs: us, name });
          },
          cancel(index: number) {
            const handle = handles[index];
            if (handle !== undefined) queue.cancel(handle);
            waiting = waiting.filter(({ name }) => name !== String(index));
          },
          step(us: number) {
            runAt(hand.us + us);
            const due = waiting.filter(({ dueUs }) => dueUs <= hand.us);
            waiting = waiting.filter(({ dueUs }) => dueUs > hand.us);
            expected.push(...due.toSorted((a, b) => a.dueUs - b.dueUs).map(({ name }) => name));
          },
        };
        for (const { kind, us } of steps) {
          perform[kind](us);
          expect(queue.size).toBe(waiting.length);
        }
        expect(ran).toEqual(expected);
      }),
    );
  });
});

describe('cancel', () => {
  it('calls off once, before or after the task ran, and the size stays right', () => {
    const { queue, ran, plan, runAt } = setUp();
    const [a, b] = [plan(10, 'a'), plan(10, 'b')];
    queue.cancel(a);
    queue.cancel(a);
    expect(queue.size).toBe(1);
    runAt(10);
    queue.cancel(b);
    queue.cancel(a);
    expect(ran).toEqual(['b']);
    expect(queue.size).toBe(0);
    plan(20, 'c');
    expect(queue.size).toBe(1);
  });

  it('works from within another task of the same instant', () => {
    const { queue, ran, plan, runAt } = setUp();
    const handles: DueHandle[] = [];
    queue.at(10, {
      onDue() {
        for (const handle of handles) queue.cancel(handle);
      },
    });
    handles.push(plan(10, 'a'));
    runAt(10);
    expect(ran).toEqual([]);
  });

  it('of most tasks leaves the others in order', () => {
    const { queue, ran, plan, runAt } = setUp();
    const handles = Array.from({ length: 1_000 }, (_, index) =>
      plan((index * 7919) % 1_000, String((index * 7919) % 1_000)),
    );
    for (const [index, handle] of handles.entries()) if (index % 10 !== 0) queue.cancel(handle);
    expect(queue.size).toBe(100);
    runAt(1_000);
    const expected = Array.from({ length: 100 }, (_, index) => (index * 10 * 7919) % 1_000).sort(
      (a, b) => a - b,
    );
    expect(ran.map(Number)).toEqual(expected);
  });

  it('of a task that was cleared away changes nothing', () => {
    const { queue, ran, plan, runAt } = setUp();
    const gone = plan(10, 'gone');
    queue.clear();
    queue.cancel(gone);
    expect(queue.size).toBe(0);
    plan(10, 'a');
    expect(queue.size).toBe(1);
    runAt(10);
    expect(ran).toEqual(['a']);
  });
});

describe('the timer', () => {
  it('is one, set for the next task, rounded up to whole milliseconds', () => {
    const { hand, plan } = setUp();
    plan(9_001, 'a');
    expect(hand.armedMs).toBe(10);
    plan(20_000, 'b');
    expect(hand.arms).toBe(1);
    plan(2_000, 'c');
    expect(hand.armedMs).toBe(2);
  });

  it('is set anew for what is left after it rang, be it too early', () => {
    const { hand, ran, plan } = setUp();
    plan(5_000, 'a');
    plan(8_000, 'b');
    hand.us = 4_999;
    hand.ring();
    expect(ran).toEqual([]);
    expect(hand.armedMs).toBe(1);
    hand.us = 6_000;
    hand.ring();
    expect(ran).toEqual(['a']);
    expect(hand.armedMs).toBe(2);
    hand.us = 8_000;
    hand.ring();
    expect(ran).toEqual(['a', 'b']);
    expect(hand.armedMs).toBeUndefined();
  });

  it('is called off when everything is cleared away', () => {
    const { hand, queue, plan } = setUp();
    plan(5_000, 'a');
    queue.clear();
    expect(hand.armedMs).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it('never waits longer than a timer can', () => {
    const { hand, plan } = setUp();
    plan(1e15, 'a');
    expect(hand.armedMs).toBe(2 ** 30);
  });
});

describe('the system timer', () => {
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] }),
  );
  afterEach(() => void vi.useRealTimers());

  it('is not used for what is due at once: that takes a turn of the event loop, not a millisecond', () => {
    const [timeout, immediate] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setImmediate')];
    const onDue = vi.fn();
    new DueQueue({ nowUs: () => 50 }).at(50, { onDue });
    expect(timeout).not.toHaveBeenCalled();
    expect(immediate).toHaveBeenCalledOnce();
    expect(onDue).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(onDue).toHaveBeenCalledExactlyOnceWith(50);
  });

  it('serves any number of tasks with one timer', () => {
    const queue = new DueQueue({ nowUs: () => 0 });
    for (let task = 0; task < 100; task++) queue.at(1_000_000 - task, { onDue: () => undefined });
    expect(vi.getTimerCount()).toBe(1);
    queue.clear();
    expect(vi.getTimerCount()).toBe(0);
  });
});
