import { describe, expect, it } from 'vitest';
import type { CustomPolicySettings, ReconnectSettings } from '../scenario/scenario.js';
import { Backoff, planBackoff } from './backoff.js';
import { plainCustomPolicy } from './custom-policy.js';
import { makeReconnect } from './testing/settings.js';

const s = 1e6;

function draw(
  count: number,
  more: Partial<CustomPolicySettings>,
  base: Partial<ReconnectSettings> = {},
  serverUs?: number,
): (number | undefined)[] {
  const custom = { ...plainCustomPolicy, ...more };
  const backoff = new Backoff(planBackoff(1, makeReconnect({ policy: 'custom', custom, ...base })), 7);
  backoff.lose(0);
  return Array.from({ length: count }, () => backoff.nextDelayUs(serverUs));
}

describe('a custom policy', () => {
  it('is exponential when nothing else is said', () => {
    expect(draw(7, {})).toEqual([1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * s));
    const plain = new Backoff(planBackoff(1, makeReconnect({ policy: 'custom' })), 7);
    expect([plain.nextDelayUs(), plain.nextDelayUs()]).toEqual([s, 2 * s]);
  });

  it('begins the back-off after a first wait of its own', () => {
    expect(draw(4, { first: { fromUs: 0, toUs: 0 } })).toEqual([0, s, 2 * s, 4 * s]);
  });

  it('cuts at the cap after the jitter when told so', () => {
    const waits = draw(9, { jitter: { kind: 'share', share: 0.5 }, capAfterJitter: true }, { capUs: 5 * s });
    expect(waits.slice(4)).toEqual([5, 5, 5, 5, 5].map((seconds) => seconds * s));
  });

  it('stays finite after any number of attempts', () => {
    const policy = planBackoff(1, makeReconnect({ policy: 'custom' })).policy;
    expect(policy.delayUs(5_000, undefined, Math.random, undefined)).toBe(30 * s);
    const cut = planBackoff(
      1,
      makeReconnect({
        policy: 'custom',
        custom: { ...plainCustomPolicy, jitter: { kind: 'share', share: 1 }, capAfterJitter: true },
      }),
    ).policy;
    expect(cut.delayUs(5_000, undefined, () => 0, undefined)).toBeLessThanOrEqual(30 * s);
    expect(cut.delayUs(5_000, undefined, () => 0.5, undefined)).toBe(30 * s);
  });

  it('gives up after so many attempts, or before its waits add up to more', () => {
    expect(draw(4, { giveUp: { attempts: 2 } })).toEqual([s, 2 * s, undefined, undefined]);
    expect(draw(5, { giveUp: { afterUs: 7 * s } })).toEqual([s, 2 * s, 4 * s, undefined, undefined]);
    expect(draw(4, { giveUp: { afterUs: 7 * s - 1 } })).toEqual([s, 2 * s, undefined, undefined]);
  });

  it('holds the attempts within the budget: all at once, then one for each share of the time', () => {
    const waits = draw(7, { budget: { attempts: 3, perUs: 30 * s } }, { baseUs: 0.1 * s, factor: 1 });
    expect(waits).toEqual([0.1 * s, 0.1 * s, 0.1 * s, 9.7 * s, 10 * s, 10 * s, 10 * s]);
    let [at, made] = [0, 0];
    for (const wait of waits) {
      at += wait ?? 0;
      made++;
      expect(made).toBeLessThanOrEqual(3 * (1 + at / (30 * s)) + 1e-9);
    }
  });

  it('waits what the server asked for at least, and only when told to', () => {
    expect(draw(3, { honourRetryAfter: true }, {}, 3 * s)).toEqual([3 * s, 3 * s, 4 * s]);
    expect(draw(2, {}, {}, 3 * s)).toEqual([s, 2 * s]);
  });

  it('forgets its waits with the attempt count, and not before', () => {
    const custom = { ...plainCustomPolicy, giveUp: { afterUs: 3 * s } };
    const backoff = new Backoff(
      planBackoff(1, makeReconnect({ policy: 'custom', custom, resetAfterUs: 5 * s })),
      0,
    );
    expect([backoff.nextDelayUs(), backoff.nextDelayUs()]).toEqual([s, 2 * s]);
    backoff.lose(4 * s);
    expect(backoff.nextDelayUs()).toBeUndefined();
    backoff.lose(5 * s);
    expect(backoff.nextDelayUs()).toBe(s);
  });
});
