import { describe, expect, it } from 'vitest';
import type { PolicyName } from '../scenario/scenario.js';
import { contentionBackoff, contentionPolicies, simulateContention } from './contention.js';

function contend(policy: PolicyName, clients = 100, seed = 1, trials = 20) {
  const reconnect = { ...contentionBackoff, policy, delayUs: 0, resetAfterUs: 0, connectTimeoutUs: 1e7 };
  return simulateContention({ seed, clients, reconnect, trials });
}

describe('100 clients that contend for one row', () => {
  const outcomes = new Map(
    contentionPolicies.map((policy) => [policy, contend(policy, 100, 1, 100)] as const),
  );
  const orderBy = (key: 'calls' | 'completionUs') =>
    [...outcomes].sort(([, a], [, b]) => b[key] - a[key]).map(([policy]) => policy);

  // "Exponential Backoff And Jitter": exponential back-off alone is the clear loser; of the jitters equal does slightly more
  // work than full and takes much longer; full does less work than decorrelated and takes slightly more time.
  it('make calls in the published order', () => {
    expect(orderBy('calls')).toEqual([
      'immediate',
      'exponential',
      'decorrelated-jitter',
      'equal-jitter',
      'full-jitter',
    ]);
  });

  it('complete in the published order', () => {
    expect(orderBy('completionUs')).toEqual([
      'exponential',
      'equal-jitter',
      'full-jitter',
      'decorrelated-jitter',
      'immediate',
    ]);
  });

  it('make less than half the calls with jitter, as the article says', () => {
    const exponential = outcomes.get('exponential')?.calls ?? 0;
    expect((outcomes.get('full-jitter')?.calls ?? Number.NaN) * 2).toBeLessThan(exponential);
  });
});

describe('the model', () => {
  it('lets one client through in four messages and one call', () => {
    const { calls, completionUs } = contend('immediate', 1);
    expect(calls).toBe(1);
    // Mean of 20 sums of four N(10, 2): 40 ms with a standard error of 0.9 ms.
    expect(Math.abs(completionUs - 40_000)).toBeLessThan(4_000);
  });

  it('needs a call for every client at least, and the same ones for the same seed', () => {
    expect(contend('full-jitter', 10).calls).toBeGreaterThanOrEqual(10);
    expect(contend('full-jitter', 10)).toEqual(contend('full-jitter', 10));
    expect(contend('full-jitter', 10)).not.toEqual(contend('full-jitter', 10, 2));
  });
});
