import { beforeEach, describe, expect, it } from 'vitest';
import { PhaseKeeper } from './phase-keeper.js';

const clock = { us: 0, nowUs: () => clock.us };
let entered: string[] = [];
let keeper: PhaseKeeper;

beforeEach(() => {
  clock.us = 900;
  entered = [];
  keeper = new PhaseKeeper(clock, (phase, atUs) => void entered.push(`${phase} ${atUs}`));
});

describe('PhaseKeeper', () => {
  it('knows of the ramp only before the common start', () => {
    keeper.enter('steady');
    expect(keeper.current).toBe('ramp');
    expect(keeper.spans()).toEqual([]);
    expect(entered).toEqual([]);
  });

  it('lays phases end to end from the common start', () => {
    keeper.start(1_000);
    clock.us = 3_000;
    keeper.enter('warm-up');
    keeper.enter('steady', 5_000);
    clock.us = 9_000;
    expect(keeper.spans()).toEqual([
      { name: 'ramp', startUs: 0, endUs: 2_000 },
      { name: 'warm-up', startUs: 2_000, endUs: 4_000 },
      { name: 'steady', startUs: 4_000, endUs: 8_000 },
    ]);
    expect(entered).toEqual(['ramp 0', 'warm-up 2000', 'steady 4000']);
  });

  it('does nothing when the present phase is entered again', () => {
    keeper.start(0);
    keeper.enter('steady', 10);
    keeper.enter('steady', 20);
    expect(entered).toEqual(['ramp 0', 'steady 10']);
    expect(keeper.spans()).toHaveLength(2);
  });

  it('never goes back, whatever instant it is told', () => {
    keeper.start(0);
    keeper.enter('outage', 500);
    keeper.enter('recovery', 400);
    clock.us = 450;
    expect(keeper.spans().slice(1)).toEqual([
      { name: 'outage', startUs: 500, endUs: 500 },
      { name: 'recovery', startUs: 500, endUs: 500 },
    ]);
  });

  it('has no length while the common start is still to come', () => {
    keeper.start(5_000);
    expect(keeper.spans()).toEqual([{ name: 'ramp', startUs: 0, endUs: 0 }]);
  });

  it('tells the phase of any instant, the first one of a phase included', () => {
    keeper.start(0);
    keeper.enter('steady', 100);
    keeper.enter('outage', 200);
    keeper.enter('recovery', 200);
    keeper.enter('steady', 300);
    expect([0, 99, 100, 199, 200, 299, 300, 9_999].map((atUs) => keeper.phaseAt(atUs))).toEqual([
      'ramp',
      'ramp',
      'steady',
      'steady',
      'recovery',
      'recovery',
      'steady',
      'steady',
    ]);
  });
});
