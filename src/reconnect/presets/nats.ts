import type { Random } from '../../system/random.js';
import { definePreset } from './preset.js';

/** With one server in its pool the client waits before the first attempt too. */
export const natsGo = definePreset({
  formula:
    'Waits ReconnectWait + U(0, ReconnectJitter), 2 s + U(0, 100 ms), before its 60 attempts, then gives up.',
  source: 'nats.go 1.53.1, nats.go (doReconnect, selectNextServer)',
  connectTimeoutUs: 2e6,
  options: {
    reconnectWait: { kind: 'duration', default: 2e6, about: 'Wait before every attempt.' },
    reconnectJitter: {
      kind: 'duration',
      default: 100e3,
      about: 'Span of the jitter on top; over TLS the library has 1 s.',
    },
    maxReconnects: { kind: 'attempts', default: 60, about: 'Attempts before it gives up.' },
  },
  create: ({ reconnectWait, reconnectJitter, maxReconnects }) => ({
    delayUs: (attempt, _previousUs, random) =>
      attempt >= maxReconnects ? undefined : reconnectWait + Math.floor(random() * reconnectJitter),
  }),
});

/**
 * Waits count from the last dial, so a connection that held longer than a wait is dialled again at once; and every time it wakes up it
 * draws a new wait and sleeps on if that is longer, so its jitter is the first of a run of growing draws that the next one does not beat.
 */
export const natsJs = definePreset({
  formula:
    'Tries at once, then waits reconnectTimeWait + j, 2 s + j ms, before its ten attempts, then gives up; j is drawn from U{0 … reconnectJitter} until a draw is not above the one before.',
  source: '@nats-io/nats-core 3.4.0, lib/protocol.js (dodialLoop) and options.js',
  connectTimeoutUs: 20e6,
  options: {
    reconnectTimeWait: { kind: 'duration', default: 2e6, about: 'Wait before every attempt but the first.' },
    reconnectJitter: {
      kind: 'duration',
      default: 100e3,
      about: 'Span of the jitter on top; over TLS the library has 1 s.',
    },
    maxReconnectAttempts: { kind: 'attempts', default: 10, about: 'Attempts before it gives up.' },
  },
  create: ({ reconnectTimeWait, reconnectJitter, maxReconnectAttempts }) => ({
    delayUs(attempt, _previousUs, random) {
      if (attempt >= maxReconnectAttempts) return undefined;
      return attempt === 0 ? 0 : reconnectTimeWait + drawUnbeaten(random, reconnectJitter / 1e3) * 1e3;
    },
  }),
});

function drawUnbeaten(random: Random, mostMs: number): number {
  if (mostMs === 0) return 0;
  const draw = (): number => Math.floor(random() * (mostMs + 1));
  let jitterMs = draw();
  for (let next = draw(); next > jitterMs; next = draw()) jitterMs = next;
  return jitterMs;
}
