import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimingWheel } from './timing-wheel.js';

function drain(wheel: TimingWheel): [number, number][] {
  const taken: [number, number][] = [];
  for (let owner = wheel.take(); owner >= 0; owner = wheel.take()) taken.push([owner, wheel.nowUs]);
  return taken;
}

/** Instants near together, at the borders of every level, and far apart. */
const instants = fc.oneof(
  fc.integer({ min: 0, max: 9_000 }),
  fc.integer({ min: 0, max: 20 }).map((at) => at * 4096),
  fc.integer({ min: 1, max: 20 }).map((at) => at * 4096 ** 2 - (at % 3)),
  fc.integer({ min: 0, max: 4000 }).map((at) => at * 4096 ** 3 + (at % 2)),
  fc.integer({ min: 0, max: 2 ** 48 - 1 }),
);

describe('TimingWheel', () => {
  it('gives owners out in order of time and, within an instant, of planning', () => {
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 300 }), (due) => {
        const wheel = new TimingWheel();
        for (const [owner, dueUs] of due.entries()) wheel.plan(owner, dueUs);
        expect(wheel.size).toBe(due.length);
        const expected = due.map((dueUs, owner) => [owner, dueUs] as const);
        expect(drain(wheel)).toEqual(expected.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]));
        expect(wheel.size).toBe(0);
      }),
    );
  });

  it('keeps the order while owners are planned again and again', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            instants.map((dueUs) => dueUs / 2).map(Math.floor),
            fc.array(fc.integer({ min: 0, max: 3_000_000_000 }), { maxLength: 20 }),
          ),
        ),
        (owners) => {
          const wheel = new TimingWheel();
          const waiting = owners.map(([, delays]) => [...delays]);
          for (const [owner, [dueUs]] of owners.entries()) wheel.plan(owner, dueUs);
          let beforeUs = 0;
          let taken = 0;
          for (let owner = wheel.take(); owner >= 0; owner = wheel.take()) {
            expect(wheel.nowUs).toBeGreaterThanOrEqual(beforeUs);
            beforeUs = wheel.nowUs;
            taken++;
            const delayUs = waiting[owner]?.shift();
            if (delayUs !== undefined) wheel.plan(owner, wheel.nowUs + delayUs);
          }
          expect(taken).toBe(owners.reduce((sum, [, delays]) => sum + 1 + delays.length, 0));
        },
      ),
    );
  });

  it('takes an instant in the past for now, behind those already there', () => {
    const wheel = new TimingWheel();
    wheel.plan(0, 5_000_000);
    wheel.plan(1, 5_000_000);
    expect(wheel.take()).toBe(0);
    wheel.plan(2, 17);
    expect(drain(wheel)).toEqual([
      [1, 5_000_000],
      [2, 5_000_000],
    ]);
  });

  it('refuses instants beyond its end', () => {
    expect(() => new TimingWheel().plan(0, 2 ** 48)).toThrow(RangeError);
  });

  it('is empty from the start', () => {
    expect(new TimingWheel().take()).toBe(-1);
  });
});
