import { describe, expect, it } from 'vitest';
import type { PolicyName, ReconnectSettings } from '../scenario/scenario.js';
import { type Random, randomStream } from '../system/random.js';
import { createPolicy } from './policies.js';

const settings: ReconnectSettings = {
  policy: 'fixed',
  delayUs: 700_000,
  baseUs: 1_000_000,
  capUs: 10_000_000,
  factor: 2,
  resetAfterUs: 0,
  connectTimeoutUs: 1,
};
const draws = 20_000;
/** Critical value of the Kolmogorov–Smirnov statistic at the 0.1 % level, for many draws: 1.95 / √n. */
const criticalDistance = 1.95 / Math.sqrt(draws);

function delay(
  policy: PolicyName,
  attempt: number,
  random: Random,
  previousUs?: number,
  serverUs?: number,
): number {
  const delayUs = createPolicy({ ...settings, policy }).delayUs(attempt, previousUs, random, serverUs);
  if (delayUs === undefined) throw new Error(`${policy} gave up`);
  return delayUs;
}

/** One delay of each of many clients, every one from a stream of its own, as in a trial. */
function drawDelays(policy: PolicyName, attempt: number, previousUs?: number): number[] {
  return Array.from({ length: draws }, (_, client) =>
    delay(policy, attempt, randomStream(1, 'reconnect', client, 1, attempt), previousUs),
  );
}

/** Largest distance between the draws' distribution and another (Kolmogorov–Smirnov). */
function distanceFrom(delays: readonly number[], cumulative: (delayUs: number) => number): number {
  return delays
    .toSorted((a, b) => a - b)
    .reduce((most, value, index) => {
      const expected = cumulative(value);
      return Math.max(most, expected - index / delays.length, (index + 1) / delays.length - expected);
    }, 0);
}

const uniform = (fromUs: number, toUs: number) => (value: number) =>
  Math.min(1, Math.max(0, (value - fromUs) / (toUs - fromUs)));

describe('policies without chance', () => {
  const never: Random = () => {
    throw new Error('this policy draws nothing');
  };

  it('tries again at once', () => {
    expect([0, 1, 50].map((attempt) => delay('immediate', attempt, never))).toEqual([0, 0, 0]);
  });

  it('waits the same every time', () => {
    expect([0, 1, 50].map((attempt) => delay('fixed', attempt, never))).toEqual([700_000, 700_000, 700_000]);
  });

  it('doubles up to the cap and stays there, for any number of attempts', () => {
    const waits = [0, 1, 2, 3, 4, 5, 2_000].map((attempt) => delay('exponential', attempt, never));
    expect(waits).toEqual([1e6, 2e6, 4e6, 8e6, 10e6, 10e6, 10e6]);
  });

  it('grows by any factor, in whole microseconds', () => {
    const policy = createPolicy({ ...settings, policy: 'exponential', baseUs: 100_000, factor: 1.5 });
    expect([0, 1, 2, 3, 4].map((attempt) => policy.delayUs(attempt, undefined, never, undefined))).toEqual([
      100_000, 150_000, 225_000, 337_500, 506_250,
    ]);
  });

  it('waits as long as the server asked for, even 0, and as configured until it has asked', () => {
    expect(delay('server', 0, never, undefined, 3_000_000)).toBe(3_000_000);
    expect(delay('server', 4, never, 1, 0)).toBe(0);
    expect(delay('server', 0, never)).toBe(700_000);
  });

  it.each(['immediate', 'fixed', 'exponential'] as const)('%s does not ask the server', (policy) => {
    expect(delay(policy, 0, never, undefined, 123)).toBe(delay(policy, 0, never));
  });
});

describe('policies with jitter', () => {
  it.each<[PolicyName, number, number | undefined, number, number]>([
    ['full-jitter', 0, undefined, 0, 1e6],
    ['full-jitter', 2, 500_000, 0, 4e6],
    ['full-jitter', 4, 500_000, 0, 10e6],
    ['full-jitter', 60, 500_000, 0, 10e6],
    ['equal-jitter', 0, undefined, 0.5e6, 1e6],
    ['equal-jitter', 3, 500_000, 4e6, 8e6],
    ['equal-jitter', 9, 500_000, 5e6, 10e6],
    ['decorrelated-jitter', 0, undefined, 1e6, 3e6],
    ['decorrelated-jitter', 1, 2_500_000, 1e6, 7.5e6],
  ])('%s spreads attempt %d after %o evenly over its window', (policy, attempt, previousUs, fromUs, toUs) => {
    const delays = drawDelays(policy, attempt, previousUs);
    expect(distanceFrom(delays, uniform(fromUs, toUs))).toBeLessThan(criticalDistance);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(fromUs);
    expect(Math.max(...delays)).toBeLessThanOrEqual(toUs);
    expect(delays.every(Number.isInteger)).toBe(true);
  });

  it('tells these distributions from others that are only a little off', () => {
    expect(distanceFrom(drawDelays('full-jitter', 0), uniform(0, 1.03e6))).toBeGreaterThan(criticalDistance);
    expect(distanceFrom(drawDelays('equal-jitter', 0), uniform(0.49e6, 1e6))).toBeGreaterThan(
      criticalDistance,
    );
  });

  it('cuts decorrelated waits at the cap: what U(base, 3 · previous) draws beyond it falls onto it', () => {
    const delays = drawDelays('decorrelated-jitter', 5, 5_000_000);
    const below = delays.filter((value) => value < 10e6);
    // U(1 s, 15 s) is below 10 s nine times out of fourteen; four standard deviations of that share.
    const share = 9 / 14;
    expect(Math.abs(below.length / draws - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / draws));
    expect(distanceFrom(below, uniform(1e6, 10e6))).toBeLessThan(1.95 / Math.sqrt(below.length));
    expect(Math.max(...delays)).toBe(10e6);
  });

  it('means: half the window, three quarters of it, base plus half of what is left up to three times the previous', () => {
    const mean = (delays: number[]): number => delays.reduce((sum, value) => sum + value, 0) / delays.length;
    expect(mean(drawDelays('full-jitter', 1)) / 1e6).toBeCloseTo(1, 1);
    expect(mean(drawDelays('equal-jitter', 1)) / 1e6).toBeCloseTo(1.5, 1);
    expect(mean(drawDelays('decorrelated-jitter', 0)) / 1e6).toBeCloseTo(2, 1);
  });
});
