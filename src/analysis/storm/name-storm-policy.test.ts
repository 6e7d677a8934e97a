import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import type { CohortResult } from '../../storage/result.js';
import { nameStormPolicy } from './name-storm-policy.js';

const [trial] = makeRun().trials;
if (trial === undefined) throw new Error('the run has no trial');
const { result } = trial;
const plan = { ...result.plan, reconnect: 'fixed 1 s' };

function cohort(name: string, reconnect: string, disconnected: number): CohortResult {
  return {
    name,
    reconnect,
    disconnected,
    clients: 10,
    readBytesPerSecond: null,
    pausedUs: 0,
    ledger: result.ledger,
    deliveryLatencyUs: result.deliveryLatencyUs,
    attempts: 10 + disconnected,
  };
}

describe('the policy of a storm', () => {
  it('is that of all clients where there are no cohorts, or none was cut', () => {
    expect(nameStormPolicy({ plan })).toBe('fixed 1 s');
    expect(nameStormPolicy({ plan, cohorts: [cohort('slow', 'immediate', 0)] })).toBe('fixed 1 s');
  });

  it('is the cohort’s own where only that was cut', () => {
    const cohorts = [cohort('stubborn', 'immediate', 10), cohort('others', 'fixed 1 s', 0)];
    expect(nameStormPolicy({ plan, cohorts })).toBe('immediate');
  });

  it('is told once where all that were cut have the same', () => {
    const cohorts = [cohort('slow', 'fixed 1 s', 5), cohort('others', 'fixed 1 s', 10)];
    expect(nameStormPolicy({ plan, cohorts })).toBe('fixed 1 s');
  });

  it('names the cohorts where they differ', () => {
    const cohorts = [
      cohort('stubborn', 'immediate', 10),
      cohort('slow', 'fixed 1 s', 5),
      cohort('others', 'fixed 1 s', 10),
    ];
    expect(nameStormPolicy({ plan, cohorts })).toBe('immediate (stubborn) and fixed 1 s (slow, others)');
  });
});
