import { describe, expect, it } from 'vitest';
import { Backoff, planBackoff } from '../backoff.js';
import { makeReconnect } from '../testing/settings.js';
import { unlimited } from './preset.js';
import {
  createPreset,
  type PresetName,
  presetNames,
  presets,
  resetAfterUs,
  resolveOptions,
} from './presets.js';

const s = 1e6;

function draw(policy: PresetName, count: number, options = {}, client = 3, losses = 1) {
  const backoff = new Backoff(planBackoff(1, makeReconnect({ policy, options })), client);
  for (let loss = 0; loss < losses; loss++) backoff.lose(1e9);
  return Array.from({ length: count }, () => backoff.nextDelayUs());
}

describe.each(presetNames)('%s', (name) => {
  it('says what it does, and where that stands', () => {
    expect(presets[name].formula).toMatch(/^[A-Z0-9].*\.$/);
    // A version, a section of an RFC, or a file of a source that has no versions of its own.
    expect(presets[name].source).toMatch(/\d+\.\d+\.\d+|RFC \d+ §|\.(cc|cpp|md)\b/);
    for (const { about } of Object.values(presets[name].options)) expect(about).toMatch(/\.$/);
  });

  it('waits whole microseconds, never less than none, through a thousand attempts', () => {
    for (const delayUs of draw(name, 1_000)) {
      if (delayUs === undefined) continue;
      expect(Number.isSafeInteger(delayUs) && delayUs >= 0).toBe(true);
    }
  });
});

describe('giving up', () => {
  it.each<[PresetName, number, object?]>([
    ['signalr', 4],
    ['graphql-ws', 5],
    ['nats.js', 10],
    ['nats.go', 60],
    ['socket.io', 3, { reconnectionAttempts: 3 }],
    ['reconnecting-websocket', 2, { maxRetries: 2 }],
    ['nats.go', 7, { maxReconnects: 7 }],
  ])('%s after %d attempts', (name, attempts, options) => {
    const waits = draw(name, attempts + 3, options);
    expect(waits.indexOf(undefined)).toBe(attempts);
    expect(waits.slice(attempts)).toEqual([undefined, undefined, undefined]);
  });

  it.each<PresetName>([
    'eventsource-chromium',
    'socket.io',
    'phoenix',
    'centrifuge',
    'mqtt.js',
    'grpc',
    'rfc6455',
  ])('%s never', (name) => expect(draw(name, 500)).not.toContain(undefined));
});

describe('quirks', () => {
  it('a server sets the time of an EventSource, in Firefox not below 500 ms', () => {
    const ask = (name: PresetName, serverUs: number) =>
      createPreset(name).delayUs(4, undefined, Math.random, serverUs);
    expect([ask('eventsource-chromium', 0), ask('eventsource-chromium', 7 * s)]).toEqual([0, 7 * s]);
    expect([ask('eventsource-firefox', 0), ask('eventsource-firefox', 7 * s)]).toEqual([0.5 * s, 7 * s]);
  });

  it('socket.io has bands: the first decimal of the draw decides the direction', () => {
    const ask = (draw: number) => createPreset('socket.io').delayUs(0, undefined, () => draw, undefined);
    expect([0.05, 0.15, 0.25, 0.95].map(ask)).toEqual([975_000, 1_075_000, 875_000, 1_475_000]);
  });

  it('socket.io loses its cap when the window overflows: half of the clients try again at once', () => {
    const ask = (attempt: number, draw: number) =>
      createPreset('socket.io').delayUs(attempt, undefined, () => draw, undefined);
    expect([ask(1_000, 0.05), ask(1_015, 0.15), ask(1_015, 0.05)]).toEqual([5 * s, 5 * s, 0]);
  });

  it('reconnecting-websocket draws once in the life of a client', () => {
    const [first] = draw('reconnecting-websocket', 1, {}, 9);
    expect(draw('reconnecting-websocket', 1, {}, 9, 5)).toEqual([first]);
    expect(draw('reconnecting-websocket', 1, {}, 10)).not.toEqual([first]);
  });

  it('reconnecting-websocket begins anew only after its minimum uptime', () => {
    expect(resetAfterUs('reconnecting-websocket')).toBe(5 * s);
    expect(resetAfterUs('reconnecting-websocket', { minUptime: s })).toBe(s);
    expect(resetAfterUs('socket.io')).toBe(0);
  });

  it('Phoenix stays at the end of its list, SignalR stops there', () => {
    expect(draw('phoenix', 12).slice(8)).toEqual([2 * s, 5 * s, 5 * s, 5 * s]);
    expect(draw('phoenix', 3, { reconnectAfter: [1, 2] })).toEqual([1, 2, 2]);
    expect(draw('signalr', 3, { retryDelays: [5, 6] })).toEqual([5, 6, undefined]);
  });

  it('jitter of nats.js may be switched off', () => {
    expect(draw('nats.js', 3, { reconnectJitter: 0 })).toEqual([0, 2 * s, 2 * s]);
  });
});

it('options that are not set are the library’s', () => {
  expect(resolveOptions('socket.io', { reconnectionDelay: 5 })).toEqual({
    reconnectionDelay: 5,
    reconnectionDelayMax: 5 * s,
    randomizationFactor: 0.5,
    reconnectionAttempts: unlimited,
  });
});
