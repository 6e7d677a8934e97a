import { describe, expect, it } from 'vitest';
import { assignCohorts } from './assign-cohorts.js';
import type { CohortSettings } from './cohort-schema.js';

function cohort(name: string, share: number): CohortSettings {
  return { name, share, readBytesPerSecond: undefined, pause: undefined, reconnect: undefined };
}

function assign(seed: number, count: number, ...shares: number[]): number[] {
  const cohorts = shares.map((share, at) => cohort(`cohort-${at}`, share));
  const clients = { count, rampUpUs: 0, subscribeWithinUs: 0, cohorts };
  return [...assignCohorts({ seed, clients })];
}

const sizes = (assigned: number[]): number[] =>
  [-1, 0, 1, 2].map((cohort) => assigned.filter((own) => own === cohort).length);

describe('clients of cohorts', () => {
  it.each([
    [1000, [0.05, 0.2], [750, 50, 200, 0]],
    [10, [1], [0, 10, 0, 0]],
    [10, [0.5, 0.3, 0.2], [0, 5, 3, 2]],
    [3, [0.34], [2, 1, 0, 0]],
    [4, [], [4, 0, 0, 0]],
  ])('are as many of %i as the shares %j say', (count, shares, expected) => {
    expect(sizes(assign(7, count, ...shares))).toEqual(expected);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(assign(1, 100, 0.3, 0.3)).toEqual(assign(1, 100, 0.3, 0.3));
    expect(assign(1, 100, 0.3, 0.3)).not.toEqual(assign(2, 100, 0.3, 0.3));
  });

  it('are not the first ones', () => {
    const chosen = assign(1, 1000, 0.1).flatMap((own, client) => (own === 0 ? [client] : []));
    // The mean of 100 of 1,000 uniform numbers lies within 4 standard errors, 4 · 289 / 10 · √0.9, of 500.
    const mean = chosen.reduce((sum, client) => sum + client, 0) / chosen.length;
    expect(Math.abs(mean - 499.5)).toBeLessThan(110);
  });
});
