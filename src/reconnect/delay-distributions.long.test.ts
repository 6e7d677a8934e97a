import { describe, expect, it } from 'vitest';
import type { CustomPolicySettings, PolicyName, ReconnectSettings } from '../scenario/scenario.js';
import { Backoff, planBackoff } from './backoff.js';
import { plainCustomPolicy } from './custom-policy.js';
import {
  always,
  capped,
  even,
  evenGrid,
  floored,
  type Law,
  mixed,
  socketIoLaw,
  unbeatenLaw,
} from './testing/laws.js';
import { makeReconnect } from './testing/settings.js';

const clients = 200_000;
/** Critical value of the Kolmogorov–Smirnov statistic at the 0.1 % level, for many draws: 1.95 / √n. Atoms make it smaller still. */
const criticalDistance = 1.95 / Math.sqrt(clients);

/** Attempt `attempt` after one loss of every client, each drawn as in a trial; clients that gave up have none. */
function drawDelays(settings: ReconnectSettings, attempt: number, serverUs?: number): Float64Array {
  const plan = planBackoff(20_261, settings);
  const delays = new Float64Array(clients);
  for (let client = 0; client < clients; client++) {
    const backoff = new Backoff(plan, client);
    backoff.lose(1e9);
    for (let before = 0; before < attempt; before++) backoff.nextDelayUs(serverUs);
    delays[client] = backoff.nextDelayUs(serverUs) ?? Number.POSITIVE_INFINITY;
  }
  return delays.sort();
}

/** Largest distance between the share of delays up to x and the law's, from both sides of every delay drawn. */
function distanceFrom(sorted: Float64Array, law: Law): number {
  let [most, from] = [0, 0];
  while (from < sorted.length) {
    const us = sorted[from] ?? 0;
    let to = from;
    while (sorted[to] === us) to++;
    most = Math.max(most, Math.abs(to / clients - law(us)), Math.abs(from / clients - law(us - 1)));
    from = to;
  }
  return most;
}

const s = 1e6;
const ms = 1e3;

function preset(policy: PolicyName, options: ReconnectSettings['options'] = {}): ReconnectSettings {
  return makeReconnect({ policy, options });
}

function custom(
  more: Partial<CustomPolicySettings>,
  base: Partial<ReconnectSettings> = {},
): ReconnectSettings {
  return makeReconnect({ policy: 'custom', custom: { ...plainCustomPolicy, ...more }, ...base });
}

type Case = [name: string, settings: ReconnectSettings, attempt: number, law: Law];

const textbook: Case[] = [
  ['full jitter', makeReconnect(), 0, even(0, s)],
  ['full jitter, third', makeReconnect(), 2, even(0, 4 * s)],
  ['full jitter at the cap', makeReconnect(), 6, even(0, 30 * s)],
  ['equal jitter', makeReconnect({ policy: 'equal-jitter' }), 0, even(0.5 * s, s)],
  ['equal jitter at the cap', makeReconnect({ policy: 'equal-jitter' }), 5, even(15 * s, 30 * s)],
  ['decorrelated jitter', makeReconnect({ policy: 'decorrelated-jitter' }), 0, even(s, 3 * s)],
  [
    'decorrelated jitter, second',
    makeReconnect({ policy: 'decorrelated-jitter' }),
    1,
    mixed(s, 3 * s, (previous) => even(s, 3 * previous)),
  ],
  [
    'decorrelated jitter, second, cut at the cap',
    makeReconnect({ policy: 'decorrelated-jitter', capUs: 5 * s }),
    1,
    capped(
      mixed(s, 3 * s, (previous) => even(s, 3 * previous)),
      5 * s,
    ),
  ],
  ['fixed', makeReconnect({ policy: 'fixed' }), 3, always(s)],
  ['exponential', makeReconnect({ policy: 'exponential' }), 3, always(8 * s)],
  ['immediate', makeReconnect({ policy: 'immediate' }), 3, always(0)],
];

const grown = (attempt: number): Law =>
  capped(
    floored((us) => even(s, 5 * s)(us / 1.3 ** attempt)),
    10 * s,
  );

const libraries: Case[] = [
  ['EventSource of Chromium', preset('eventsource-chromium'), 2, always(3 * s)],
  ['EventSource of Firefox', preset('eventsource-firefox'), 2, always(5 * s)],
  ['socket.io', preset('socket.io'), 0, socketIoLaw(1_000, 0.5, 5_000)],
  ['socket.io, second', preset('socket.io'), 1, socketIoLaw(2_000, 0.5, 5_000)],
  ['socket.io, third: a part at the cap', preset('socket.io'), 2, socketIoLaw(4_000, 0.5, 5_000)],
  ['socket.io, fourth: nine tenths at the cap', preset('socket.io'), 3, socketIoLaw(8_000, 0.5, 5_000)],
  ['socket.io, fifth: all at the cap', preset('socket.io'), 4, always(5 * s)],
  [
    'socket.io with options',
    preset('socket.io', {
      reconnectionDelay: 300 * ms,
      randomizationFactor: 0.2,
      reconnectionDelayMax: 60 * s,
    }),
    5,
    socketIoLaw(9_600, 0.2, 60_000),
  ],
  ['SignalR', preset('signalr'), 2, always(10 * s)],
  ['Phoenix', preset('phoenix'), 6, always(500 * ms)],
  ['reconnecting-websocket', preset('reconnecting-websocket'), 0, grown(0)],
  ['reconnecting-websocket, fourth', preset('reconnecting-websocket'), 3, grown(3)],
  ['reconnecting-websocket, tenth: all at the cap', preset('reconnecting-websocket'), 9, always(10 * s)],
  ['partysocket', preset('partysocket'), 1, always(3.9 * s)],
  ['graphql-ws', preset('graphql-ws'), 0, evenGrid(1_300, 3_999)],
  ['graphql-ws, fifth', preset('graphql-ws'), 4, evenGrid(16_300, 18_999)],
  ['centrifuge', preset('centrifuge'), 0, evenGrid(500, 1_000)],
  ['centrifuge, fourth', preset('centrifuge'), 3, evenGrid(500, 4_500)],
  [
    'centrifuge at the cap: one in forty waits it',
    preset('centrifuge'),
    8,
    capped(evenGrid(500, 20_500), 20 * s),
  ],
  ['mqtt.js', preset('mqtt.js'), 4, always(s)],
  ['nats.go', preset('nats.go'), 7, even(2 * s, 2.1 * s)],
  ['nats.js', preset('nats.js'), 0, always(0)],
  ['nats.js, second', preset('nats.js'), 1, unbeatenLaw(2 * s, 100)],
  ['nats.js over TLS', preset('nats.js', { reconnectJitter: s }), 3, unbeatenLaw(2 * s, 1_000)],
  ['gRPC', preset('grpc'), 0, always(0)],
  ['gRPC, second: without jitter', preset('grpc'), 1, always(s)],
  ['gRPC, third', preset('grpc'), 2, even(1.28 * s, 1.92 * s)],
  ['gRPC at the cap: jitter goes on', preset('grpc'), 14, even(96 * s, 144 * s)],
  ['grpc-js, third', preset('grpc-js'), 2, even(1.28 * s, 1.92 * s)],
  [
    'grpc-js, fourth: jitters compound',
    preset('grpc-js'),
    3,
    mixed(1.28 * s, 1.92 * s, (previous) => even(1.28 * previous, 1.92 * previous)),
  ],
  ['RFC 6455', preset('rfc6455'), 0, even(0, 5 * s)],
  ['RFC 6455, third', preset('rfc6455'), 2, even(0, 20 * s)],
  ['RFC 6455 at the cap', preset('rfc6455'), 9, even(0, 60 * s)],
];

const share = { kind: 'share', share: 0.3 } as const;
const span = { kind: 'span', spanUs: 700 * ms } as const;
const ownPolicies: Case[] = [
  ['±J', custom({ jitter: share }), 1, even(1.4 * s, 2.6 * s)],
  ['±J at the cap, which comes first', custom({ jitter: share }), 7, even(21 * s, 39 * s)],
  [
    '±J at the cap, which comes last',
    custom({ jitter: share, capAfterJitter: true }, { capUs: 8.5 * s }),
    3,
    capped(even(5.6 * s, 10.4 * s), 8.5 * s),
  ],
  ['wait + span', custom({ jitter: span }), 2, even(4 * s, 4.7 * s)],
  [
    'wait + span, cut at the cap',
    custom({ jitter: span, capAfterJitter: true }, { capUs: 4.2 * s }),
    2,
    capped(even(4 * s, 4.7 * s), 4.2 * s),
  ],
  [
    'the first attempt from a range of its own',
    custom({ first: { fromUs: 0, toUs: 5 * s } }),
    0,
    even(0, 5 * s),
  ],
  [
    'and the back-off after it',
    custom({ first: { fromUs: 0, toUs: 5 * s }, jitter: share }),
    1,
    even(0.7 * s, 1.3 * s),
  ],
];

describe.each([
  ['textbook policies', textbook],
  ['presets', libraries],
  ['custom policies', ownPolicies],
] as const)(`the delays of ${clients} clients under %s`, (_family, cases) => {
  it.each(cases)('%s', (_name, settings, attempt, law) => {
    expect(distanceFrom(drawDelays(settings, attempt), law)).toBeLessThan(criticalDistance);
  });
});

describe('the test tells', () => {
  it.each<Case>([
    ['the ten bands of socket.io from an even ±50 %', preset('socket.io'), 0, even(0.5 * s, 1.5 * s)],
    ['a cap before the jitter from one after it', preset('socket.io'), 3, even(2.5 * s, 7.5 * s)],
    ['an unbeaten jitter from a plain one', preset('nats.js'), 1, evenGrid(2_000, 2_100)],
    ['compounding jitters from plain ones', preset('grpc-js'), 3, even(0.8 * 2.56 * s, 1.2 * 2.56 * s)],
    ['1 % of a window', makeReconnect(), 0, even(0, 1.01 * s)],
  ])('%s', (_name, settings, attempt, law) => {
    expect(distanceFrom(drawDelays(settings, attempt), law)).toBeGreaterThan(criticalDistance);
  });
});
