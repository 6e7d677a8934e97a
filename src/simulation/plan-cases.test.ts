import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { parsePolicy } from '../scenario/parse-policy.js';
import { defaults } from './assumptions.js';
import { listModelTrials } from './facts-of-trial.js';
import { planCases } from './plan-cases.js';
import { compareStorms, tellMeasured, tellReach } from './simulation-report.js';

const policy = (words: string) => parsePolicy(words);
const run = makeRun({ transports: ['websocket'] });
const trials = listModelTrials(run);

describe('without a run', () => {
  it('takes what is given, and the stated defaults for the rest', () => {
    const [one] = planCases({ clients: 250_000, backlog: 64 }, [policy('full-jitter')], []);
    expect(one?.settings).toMatchObject({
      clients: 250_000,
      seed: defaults.seed,
      outageUs: defaults.outageUs,
      servers: { count: 3, acceptPerSecond: defaults.acceptPerSecond, backlog: 64 },
      losses: undefined,
    });
    const source = (option: string) => one?.assumptions.find((each) => each.option === option)?.source;
    expect([source('--clients'), source('--outage')]).toEqual(['as given', 'default']);
    expect(tellReach([...planCases({}, [policy('immediate')], [])])[0]).toContain('No real run');
  });

  it('lists every parameter of the simulation among its assumptions, once', () => {
    const [one] = planCases({}, [policy('full-jitter')], []);
    const options = one?.assumptions.map(({ option }) => option) ?? [];
    expect(new Set(options).size).toBe(options.length);
    expect(options).toEqual(expect.arrayContaining(['--rtt', '--accept-rate', '--admission', '--until']));
  });
});

describe('with a run', () => {
  it('simulates each of its crashes as it was', () => {
    expect(trials).toHaveLength(2);
    const cases = planCases({}, [], trials);
    expect(cases.map(({ settings }) => settings.reconnect.policy)).toEqual(['fixed', 'full-jitter']);
    for (const { settings, isBeside } of cases) {
      expect(isBeside).toBe(true);
      expect(settings).toMatchObject({
        clients: 1000,
        seed: 20_240_601,
        outageUs: 1_020_000,
        servers: { backlog: 4096 },
      });
    }
  });

  it('puts nothing beside a storm that is another one', () => {
    expect(planCases({ clients: 5_000 }, [], trials).every(({ isBeside }) => !isBeside)).toBe(true);
    expect(planCases({ seed: 7 }, [], trials).every(({ isBeside }) => isBeside)).toBe(true);
    const [other, ...more] = planCases({}, [policy('equal-jitter base=3s')], trials);
    expect([other?.isBeside, more.length]).toEqual([false, 0]);
  });

  it('says how far an extrapolation goes', () => {
    const [first] = planCases({ clients: 1_000_000 }, [], trials);
    const [line] = first === undefined ? [] : tellReach([first]);
    expect(line).toContain('simulated with 1,000,000: 1,000 times as many');
  });

  it('tells what it could not take from the run', () => {
    expect(trials[0]?.missing.join()).toContain('accept rate');
  });
});

describe('compareStorms', () => {
  it('gives what is simulated over what was measured', () => {
    const [model] = trials;
    const measured = model && tellMeasured(model);
    if (measured === undefined) throw new Error('the fixture has no storm');
    const { storm } = measured;
    const figures = compareStorms(
      { ...storm, peakAttemptsPerSecond: storm.peakAttemptsPerSecond * 1.1 },
      { storm, peakDuePerSecond: storm.peakAttemptsPerSecond * 2 },
    );
    const differenceOf = (wanted: string) => figures.find(({ name }) => name === wanted)?.difference;
    expect(differenceOf('peak attempts, as begun')).toBeCloseTo(0.1, 9);
    expect(differenceOf('peak attempts, as due')).toBeCloseTo(-0.45, 9);
    expect(differenceOf('attempts')).toBe(0);
    expect(compareStorms(storm, null).every(({ difference }) => difference === null)).toBe(true);
  });
});
