import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUpDueTimes } from './due-times.js';
import { createSchedule, type ScheduleSettings } from './schedule.js';

const settings = fc.record({
  originUs: fc.integer({ min: 0, max: 10_000_000 }),
  lengthUs: fc.integer({ min: 0, max: 500_000 }),
  ratePerSecond: fc.double({ min: 0.5, max: 2_000, noNaN: true }),
  seed: fc.nat({ max: 100 }),
});

function listInstants(schedule: ScheduleSettings): number[] {
  const { next } = createSchedule(schedule);
  const instants: number[] = [];
  for (let instant = next(); instant !== undefined; instant = next()) instants.push(instant);
  return instants;
}

describe('firstDueAfter', () => {
  it.each(['regular', 'poisson'] as const)('agrees with going through a %s schedule', (arrivals) => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: -10_000, max: 510_000 }),
        fc.nat(),
        ({ lengthUs, ...rest }, offsetUs, pick) => {
          const schedule = { ...rest, arrivals, endUs: rest.originUs + lengthUs };
          const instants = listInstants(schedule);
          const { firstDueAfter } = lookUpDueTimes(schedule);
          const exact = instants[pick % Math.max(1, instants.length)] ?? schedule.originUs;
          for (const instant of [schedule.originUs + offsetUs, exact - 1, exact, exact + 1]) {
            expect(firstDueAfter(instant)).toBe(instants.filter((due) => due < instant).length);
          }
          expect(firstDueAfter(schedule.endUs)).toBe(instants.length);
          expect(firstDueAfter(Number.MAX_SAFE_INTEGER)).toBe(instants.length);
        },
      ),
    );
  });

  it('is 0 where nothing was ever due', () => {
    expect(lookUpDueTimes(undefined).firstDueAfter(123)).toBe(0);
  });
});
