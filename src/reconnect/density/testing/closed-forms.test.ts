import { describe, expect, it } from 'vitest';
import type { ReconnectSettings } from '../../../scenario/scenario.js';
import { randomStream } from '../../../system/random.js';
import { type DelayLaw, evenLaw, pointLaw, shareUpTo } from '../delay-law.js';
import { lawsOfPolicy } from '../delay-laws.js';
import {
  densityAfterLongOutage,
  densityOfFirstWave,
  drainSeconds,
  overlapOfFullJitter,
} from './closed-forms.js';

const clients = 5_000;
const settings: ReconnectSettings = {
  policy: 'fixed',
  delayUs: 3_000_000,
  baseUs: 4_000_000,
  capUs: 30_000_000,
  factor: 2,
  resetAfterUs: 0,
  connectTimeoutUs: 1,
};

function lawOf(more: Partial<ReconnectSettings>, attempt = 0): DelayLaw {
  const laws = lawsOfPolicy({ ...settings, ...more });
  if (laws === undefined) throw new Error('a policy without a law');
  return laws.of(attempt);
}

/** Riemann sum in steps of 1 ms; second order, so good to far better than the figures compared. */
function integrate(density: (us: number) => number, fromUs: number, toUs: number): number {
  const stepUs = 1_000;
  let sum = 0;
  for (let us = fromUs + stepUs / 2; us < toUs; us += stepUs) sum += density(us) * (stepUs / 1e6);
  return sum;
}

describe('the first wave', () => {
  it.each<[string, DelayLaw, number, number, number]>([
    ['N/b of full jitter', lawOf({ policy: 'full-jitter' }), 0, 4e6, 1_250],
    ['2N/b on [b/2, b] of equal jitter', lawOf({ policy: 'equal-jitter' }), 2e6, 4e6, 2_500],
    [
      'N/(2 base) on [base, 3 base] of decorrelated jitter',
      lawOf({ policy: 'decorrelated-jitter' }),
      4e6,
      12e6,
      625,
    ],
    ['N/(2Jd) of a delay of 4 s ± 25 %', evenLaw(3e6, 5e6), 3e6, 5e6, 2_500],
    ['N/(5 s) of RFC 6455 §7.2.3', evenLaw(0, 5e6), 0, 5e6, 1_000],
  ])('is %s', (_name, law, fromUs, toUs, perSecond) => {
    expect(densityOfFirstWave(law, clients)).toEqual([{ fromUs, toUs, perSecond, attempts: clients }]);
    // The density is the slope of the law, and its integral is everyone.
    const slope = (us: number): number =>
      ((shareUpTo(law, us + 1) - shareUpTo(law, us - 1)) / 2) * clients * 1e6;
    expect(slope((fromUs + toUs) / 2)).toBeCloseTo(perSecond, 3);
    expect(integrate(slope, 0, 15e6)).toBeCloseTo(clients, -1);
  });

  it('is N in one instant of a fixed delay', () => {
    expect(densityOfFirstWave(lawOf({ policy: 'fixed' }), clients)).toEqual([
      { fromUs: 3e6, toUs: 3e6, perSecond: Number.POSITIVE_INFINITY, attempts: clients },
    ]);
  });

  it('has a point at a cap that cuts decorrelated jitter', () => {
    const [spread, point] = densityOfFirstWave(
      lawOf({ policy: 'decorrelated-jitter', capUs: 10e6 }),
      clients,
    );
    expect(spread).toMatchObject({ fromUs: 4e6, toUs: 10e6, attempts: 3_750 });
    expect(point).toMatchObject({ fromUs: 10e6, toUs: 10e6, attempts: 1_250 });
  });
});

describe('the overlapping waves of a server that stays down', () => {
  it('are 1.565 N/b just before t = b with full jitter and factor 2', () => {
    expect(overlapOfFullJitter(2)).toBeCloseTo(1 + 1 / 2 + 1 / 16 + 1 / 384 + 1 / 24_576, 5);
    expect(overlapOfFullJitter(2).toFixed(3)).toBe('1.565');
  });

  it('are N/b at the beginning, and e times that with windows that do not grow', () => {
    expect(overlapOfFullJitter(2, 0)).toBe(1);
    expect(overlapOfFullJitter(1)).toBeCloseTo(Math.E, 12);
  });

  it('are what seeded clients do', () => {
    // 400,000 clients, counted over the last hundredth of the window: 6,000 attempts, so 1.3 % is one standard deviation.
    const [count, bands] = [400_000, 100];
    let attempts = 0;
    for (let client = 0; client < count; client++) {
      const random = randomStream(7, 'overlap', client);
      let at = 0;
      for (let attempt = 0; at < 1; attempt++) {
        at += random() * 2 ** attempt;
        if (at >= 1 - 1 / bands && at < 1) attempts++;
      }
    }
    const mean = (count / bands) * integrateOverlap(1 - 1 / bands, 1);
    expect(Math.abs(attempts - mean)).toBeLessThan(4 * Math.sqrt(mean));
  });
});

/** Mean of the overlap over a stretch of the window. */
function integrateOverlap(from: number, to: number): number {
  const steps = 1_000;
  let sum = 0;
  for (let at = 0; at < steps; at++) sum += overlapOfFullJitter(2, from + ((at + 0.5) * (to - from)) / steps);
  return sum / steps;
}

describe('the return after a long outage', () => {
  const capUs = 8e6;
  const full = evenLaw(0, capUs);
  const equal = evenLaw(capUs / 2, capUs);

  it('is 2N/cap falling straight to zero with full jitter', () => {
    expect(densityAfterLongOutage(full, clients, 0)).toBe((2 * clients) / 8);
    expect(densityAfterLongOutage(full, clients, capUs / 2)).toBeCloseTo(clients / 8, 9);
    expect(densityAfterLongOutage(full, clients, capUs)).toBe(0);
  });

  it('is 4N/(3 cap) up to half the cap with equal jitter, then falls to zero', () => {
    expect(densityAfterLongOutage(equal, clients, 0)).toBeCloseTo((4 * clients) / 24, 9);
    expect(densityAfterLongOutage(equal, clients, capUs / 2)).toBeCloseTo((4 * clients) / 24, 9);
    expect(densityAfterLongOutage(equal, clients, 0.75 * capUs)).toBeCloseTo((2 * clients) / 24, 9);
  });

  it.each<[string, DelayLaw]>([
    ['full', full],
    ['equal', equal],
    ['fixed', pointLaw(capUs)],
  ])('brings everyone back once, with %s', (_name, law) => {
    expect(integrate((us) => densityAfterLongOutage(law, clients, us), 0, capUs + 1e6)).toBeCloseTo(
      clients,
      0,
    );
  });

  it.each<[string, (random: () => number) => number, DelayLaw]>([
    ['full', (random) => random() * capUs, full],
    ['equal', (random) => (capUs * (1 + random())) / 2, equal],
  ])('is what seeded clients do after forty windows, with %s', (name, draw, law) => {
    // Kolmogorov–Smirnov at the 0.1 % level: the next attempt after the server is ready against the integral of the density.
    const waits = Array.from({ length: 20_000 }, (_, client) => {
      const random = randomStream(3, name, client);
      let at = 0;
      while (at < 40 * capUs) at += draw(random);
      return at - 40 * capUs;
    }).sort((a, b) => a - b);
    const stepUs = 10_000;
    let [cumulative, next, distance] = [0, 0, 0];
    for (let us = 0; us < capUs; us += stepUs) {
      cumulative += (densityAfterLongOutage(law, 1, us + stepUs / 2) * stepUs) / 1e6;
      while (next < waits.length && (waits[next] ?? 0) < us + stepUs) next++;
      distance = Math.max(distance, Math.abs(next / waits.length - cumulative));
    }
    expect(distance).toBeLessThan(1.95 / Math.sqrt(waits.length));
  });
});

describe('a server that takes C a second', () => {
  it('has everyone back after N/C', () => {
    expect(drainSeconds(clients, 2_000)).toBe(2.5);
  });
});
