import { describe, expect, it } from 'vitest';
import type { CustomPolicySettings, PolicyName, ReconnectSettings } from '../../scenario/scenario.js';
import { randomStream } from '../../system/random.js';
import { plainCustomPolicy } from '../custom-policy.js';
import { createPolicy } from '../policies.js';
import { type DelayLaw, meanDelayUs, shareUpTo } from './delay-law.js';
import { lawsOfPolicy } from './delay-laws.js';

const settings: ReconnectSettings = {
  policy: 'fixed',
  delayUs: 700_000,
  baseUs: 1_000_000,
  capUs: 5_000_000,
  factor: 2,
  resetAfterUs: 0,
  connectTimeoutUs: 1,
};
const draws = 20_000;

function custom(more: Partial<CustomPolicySettings>): Partial<ReconnectSettings> {
  return { policy: 'custom', custom: { ...plainCustomPolicy, ...more } };
}

const named = (policy: PolicyName): [string, Partial<ReconnectSettings>] => [policy, { policy }];

/** By how much the draws' distribution leaves the law, both ways, with a millisecond's grace in time. */
function distanceFrom(law: DelayLaw, delays: readonly number[]): number {
  return delays
    .toSorted((a, b) => a - b)
    .reduce((most, delay, at) => {
      const early = at / draws - shareUpTo(law, delay + 1_000);
      const late = shareUpTo(law, delay - 1_000) - (at + 1) / draws;
      return Math.max(most, early, late);
    }, 0);
}

describe('a law is the distribution of what the policy draws', () => {
  it.each<[string, Partial<ReconnectSettings>]>([
    named('immediate'),
    named('fixed'),
    named('exponential'),
    named('full-jitter'),
    named('equal-jitter'),
    named('decorrelated-jitter'),
    named('server'),
    named('eventsource-chromium'),
    named('eventsource-firefox'),
    named('signalr'),
    named('phoenix'),
    named('mqtt.js'),
    named('graphql-ws'),
    named('nats.go'),
    named('grpc'),
    named('centrifuge'),
    named('socket.io'),
    named('rfc6455'),
    ['socket.io without jitter', { policy: 'socket.io', options: { randomizationFactor: 0 } }],
    ['± 25 %', custom({ jitter: { kind: 'share', share: 0.25 } })],
    ['± 50 %, capped after', custom({ jitter: { kind: 'share', share: 0.5 }, capAfterJitter: true })],
    ['a span', custom({ jitter: { kind: 'span', spanUs: 800_000 } })],
    ['a first wait of its own', custom({ first: { fromUs: 0, toUs: 3_000_000 } })],
    ['giving up', custom({ giveUp: { attempts: 2 } })],
  ])('%s', (_name, more) => {
    const policy = createPolicy({ ...settings, ...more });
    const laws = lawsOfPolicy({ ...settings, ...more });
    for (const attempt of [0, 1, 2, 3, 5]) {
      // A chained delay has one law for the first attempt alone.
      if (laws?.chained !== undefined && attempt > 0) continue;
      const law = laws?.of(attempt) ?? [];
      const delays = Array.from({ length: draws }, (_, client) =>
        policy.delayUs(attempt, undefined, randomStream(9, 'law', client, attempt), undefined, 0),
      ).filter((delay) => delay !== undefined);
      expect(delays.length, `attempt ${attempt}`).toBe(law.length === 0 ? 0 : draws);
      // Kolmogorov–Smirnov at the 0.1 % level, and a millisecond for libraries that count in those.
      expect(distanceFrom(law, delays), `attempt ${attempt}`).toBeLessThan(1.95 / Math.sqrt(draws));
      if (law.length === 0) continue;
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / draws;
      const width = Math.max(...law.map(({ toUs }) => toUs)) - Math.min(...law.map(({ fromUs }) => fromUs));
      // The mean of draws over a width has a standard deviation of at most half of it over √n.
      expect(Math.abs(mean - meanDelayUs(law))).toBeLessThan((2 * width) / Math.sqrt(draws) + 1_000);
    }
  });
});

describe('there is no law', () => {
  it.each<[string, Partial<ReconnectSettings>]>([
    ['of one draw for life', { policy: 'reconnecting-websocket' }],
    ['of compounding jitter', { policy: 'grpc-js' }],
    ['of a retry budget', custom({ budget: { attempts: 3, perUs: 1e6 } })],
    ['of giving up by time', custom({ giveUp: { afterUs: 1e6 } })],
  ])('%s', (_name, more) => {
    expect(lawsOfPolicy({ ...settings, ...more })).toBeUndefined();
  });
});

it('follows what the server asks for', () => {
  const meanOf = (policy: PolicyName): number =>
    meanDelayUs(lawsOfPolicy({ ...settings, policy }, 9e6)?.of(0) ?? []);
  expect(
    ['server', 'eventsource-chromium', 'eventsource-firefox'].map((name) => meanOf(name as PolicyName)),
  ).toEqual([9e6, 9e6, 9e6]);
});
