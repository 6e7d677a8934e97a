import { describe, expect, it } from 'vitest';
import type { PolicyName, ReconnectSettings } from '../../scenario/scenario.js';
import { Backoff, planBackoff } from '../backoff.js';
import { evenLaw } from './delay-law.js';
import { lawsOfPolicy } from './delay-laws.js';
import { expectAttempts } from './expect-attempts.js';
import { overlapOfFullJitter } from './testing/closed-forms.js';

const binUs = 10_000;
const settings: ReconnectSettings = {
  policy: 'full-jitter',
  delayUs: 700_000,
  baseUs: 1_000_000,
  capUs: 6_000_000,
  factor: 2,
  resetAfterUs: 0,
  connectTimeoutUs: 1,
};

/** One loss of N clients, spread over the first bin, and a server that is away for a while. */
function expectAfterLoss(clients: number, more: Partial<ReconnectSettings>, awayUs: number, endUs = 30e6) {
  const laws = lawsOfPolicy({ ...settings, ...more });
  if (laws === undefined) throw new Error('a policy without a law');
  const losses = new Float64Array(endUs / binUs);
  losses[0] = clients;
  return expectAttempts({ binUs, losses, laws, absences: [{ fromUs: 0, toUs: awayUs }] });
}

/** The same with the policy's own draws. */
function simulate(clients: number, more: Partial<ReconnectSettings>, awayUs: number, endUs = 30e6): number[] {
  const plan = planBackoff(5, { ...settings, ...more });
  const bins = new Array<number>(endUs / binUs).fill(0);
  for (let client = 0; client < clients; client++) {
    const backoff = new Backoff(plan, client);
    backoff.lose(0);
    for (let atUs = ((client + 0.5) / clients) * binUs; ; ) {
      atUs += backoff.nextDelayUs() ?? Number.POSITIVE_INFINITY;
      const bin = Math.floor(atUs / binUs);
      if (bin >= bins.length) break;
      bins[bin] = (bins[bin] ?? 0) + 1;
      if (atUs >= awayUs) break;
    }
  }
  return bins;
}

function sumOver(bins: ArrayLike<number> | undefined, fromUs: number, toUs: number): number {
  let sum = 0;
  for (let bin = Math.round(fromUs / binUs); bin < Math.round(toUs / binUs); bin++) sum += bins?.[bin] ?? 0;
  return sum;
}

describe('a single wave', () => {
  it.each<[PolicyName, number, number, number]>([
    ['full-jitter', 0, 1e6, 1],
    ['equal-jitter', 0.5e6, 1e6, 1],
    ['decorrelated-jitter', 1e6, 3e6, 1],
    ['fixed', 0.7e6, 0.71e6, 1],
    ['exponential', 1e6, 1.01e6, 1],
    ['immediate', 0, 0.01e6, 1],
  ])('of %s lies in its window, evenly', (policy, fromUs, toUs) => {
    const attempts = expectAfterLoss(1_000, { policy }, 0);
    expect(sumOver(attempts, 0, 30e6)).toBeCloseTo(1_000, 6);
    // The loss itself is spread over a bin.
    expect(sumOver(attempts, fromUs, toUs + binUs)).toBeCloseTo(1_000, 3);
    const [third, width] = [(toUs - fromUs) / 3, toUs - fromUs];
    if (width > 10 * binUs)
      expect(sumOver(attempts, fromUs + binUs, fromUs + binUs + third)).toBeCloseTo(
        (1_000 * Math.round(third / binUs) * binUs) / width,
        3,
      );
  });
});

describe('while the server stays down', () => {
  it('is 1.565 N/b just before the base ends', () => {
    const attempts = expectAfterLoss(1_000, { policy: 'full-jitter' }, 5e6);
    const rate = sumOver(attempts, 0.98e6, 0.99e6) / 0.01;
    // A thousandth for what happens within bins of a hundredth of the base.
    expect(Math.abs(rate / (1_000 * overlapOfFullJitter(2, 0.98)) - 1)).toBeLessThan(1e-3);
  });

  it.each<[PolicyName, number]>([
    ['full-jitter', 5e6],
    ['equal-jitter', 5e6],
    ['decorrelated-jitter', 8e6],
    ['exponential', 8e6],
    ['fixed', 3e6],
  ])('is what seeded clients do, with %s', (policy, awayUs) => {
    const clients = 60_000;
    const expected = expectAfterLoss(clients, { policy }, awayUs);
    const simulated = simulate(clients, { policy }, awayUs);
    for (let fromUs = 0; fromUs < 20e6; fromUs += 250_000) {
      const [mean, count] = [
        sumOver(expected, fromUs, fromUs + 250_000),
        sumOver(simulated, fromUs, fromUs + 250_000),
      ];
      // Five standard deviations of a count of as many, and the edges of bins for policies without chance.
      expect(Math.abs(count - mean), `${fromUs}`).toBeLessThan(5 * Math.sqrt(mean) + 1);
    }
  });

  it('comes to 2N/cap once the server is back after long', () => {
    const attempts = expectAfterLoss(1_000, { policy: 'full-jitter' }, 60e6, 80e6);
    const rate = sumOver(attempts, 60e6, 60.1e6) / 0.1;
    // The mean of the first tenth of a second of a density that falls to zero over the cap.
    expect(rate).toBeCloseTo((2_000 / 6) * (1 - 0.05 / 6), 0);
    expect(sumOver(attempts, 60e6, 66.1e6)).toBeCloseTo(1_000, 0);
  });

  it('is unknown where the machine sets the rate', () => {
    expect(expectAfterLoss(10, { policy: 'immediate' }, 1e6)).toBeUndefined();
    expect(expectAfterLoss(10, { policy: 'fixed', delayUs: 1_000 }, 1e6)).toBeUndefined();
  });
});

it('begins after the transport’s own delay, where there is one', () => {
  const laws = lawsOfPolicy({ ...settings, policy: 'fixed', delayUs: 500_000 });
  if (laws === undefined) throw new Error('a policy without a law');
  const losses = new Float64Array(500);
  losses[0] = 100;
  const attempts = expectAttempts({
    binUs,
    losses,
    laws,
    absences: [{ fromUs: 0, toUs: 1e6 }],
    firstDelay: evenLaw(0, 2e6),
  });
  // Half poll while the server is away, and each of those again half a second after each failure.
  expect(sumOver(attempts, 0, 0.5e6)).toBeCloseTo(25, 0);
  expect(sumOver(attempts, 0.5e6, 1e6)).toBeCloseTo(50, 0);
  expect(sumOver(attempts, 1e6, 1.5e6)).toBeCloseTo(75, 0);
  expect(sumOver(attempts, 1.5e6, 2.1e6)).toBeCloseTo(25, 0);
});
