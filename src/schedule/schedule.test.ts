import { describe, expect, it } from 'vitest';
import { createSchedule, type Schedule, type ScheduleSettings } from './schedule.js';

const regular: ScheduleSettings = {
  originUs: 1_000_000,
  endUs: 61_000_000,
  ratePerSecond: 20,
  arrivals: 'regular',
  seed: 1,
};
const poisson: ScheduleSettings = { ...regular, arrivals: 'poisson', ratePerSecond: 1_000 };

function list(schedule: Schedule): number[] {
  const instants: number[] = [];
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) instants.push(next);
  return instants;
}

describe('regular', () => {
  it('begins at the origin and ends before the end', () => {
    const instants = list(createSchedule({ ...regular, endUs: 1_200_000 }));
    expect(instants).toEqual([1_000_000, 1_050_000, 1_100_000, 1_150_000]);
  });

  it.each([3, 7, 30, 333, 999.9, 0.7])('does not drift at %d per second', (ratePerSecond) => {
    const instants = list(createSchedule({ ...regular, ratePerSecond }));
    expect(instants).toHaveLength(Math.ceil(60 * ratePerSecond));
    for (const [index, instant] of instants.entries())
      expect(instant).toBe(1_000_000 + Math.round((index * 1e6) / ratePerSecond));
  });

  it('stays over once it is over', () => {
    const schedule = createSchedule({ ...regular, endUs: regular.originUs });
    expect([schedule.next(), schedule.next()]).toEqual([undefined, undefined]);
  });

  it('does not depend on the seed', () => {
    expect(list(createSchedule({ ...regular, seed: 2 }))).toEqual(list(createSchedule(regular)));
  });
});

describe('poisson', () => {
  const instants = list(createSchedule(poisson));

  it('has about rate × time arrivals: four standard deviations of a Poisson count', () => {
    expect(Math.abs(instants.length - 60_000)).toBeLessThan(4 * Math.sqrt(60_000));
  });

  it('counts per window with a variance equal to the mean', () => {
    const windows = new Array<number>(6_000).fill(0);
    for (const instant of instants) {
      const at = Math.floor((instant - poisson.originUs) / 10_000);
      windows[at] = (windows[at] ?? 0) + 1;
    }
    const mean = windows.reduce((sum, count) => sum + count, 0) / windows.length;
    const variance = windows.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (windows.length - 1);
    // The index of dispersion has a standard deviation of √(2/n) = 1.8 %.
    expect(variance / mean).toBeGreaterThan(0.92);
    expect(variance / mean).toBeLessThan(1.08);
  });

  it('has gaps that are exponential (Kolmogorov–Smirnov, 0.1 % level)', () => {
    const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] as number));
    const distance = gaps
      .toSorted((a, b) => a - b)
      .reduce(
        (most, gap, index) =>
          Math.max(most, Math.abs(1 - Math.exp(-(gap + 0.5) / 1_000) - (index + 0.5) / gaps.length)),
        0,
      );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(gaps.length) + 0.001);
  });

  it('comes from the seed alone', () => {
    expect(list(createSchedule(poisson))).toEqual(instants);
    expect(list(createSchedule({ ...poisson, seed: 2 })).slice(0, 5)).not.toEqual(instants.slice(0, 5));
    const later = list(createSchedule({ ...poisson, originUs: 5_000_000, endUs: 65_000_000 }));
    expect(later).toEqual(instants.map((instant) => instant + 4_000_000));
  });

  it('goes forward in whole microseconds and ends before the end', () => {
    expect(
      instants.every((instant, index) => Number.isInteger(instant) && instant >= (instants[index - 1] ?? 0)),
    ).toBe(true);
    expect(instants.at(-1)).toBeLessThan(poisson.endUs);
  });
});
