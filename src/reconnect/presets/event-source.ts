import { definePreset } from './preset.js';

/**
 * A browser's `EventSource` waits its reconnection time, without back-off or jitter, and `retry:` replaces it for good
 * (WHATWG HTML §9.2.3). Like every client here it also tries again after statuses for which a browser's stays away.
 */
export const eventSourceChromium = definePreset({
  formula: 'Waits 3 s, or what the server last set with `retry:`, before every attempt; no jitter.',
  source:
    'chromium/chromium@07fe8dc, blink/renderer/modules/eventsource/event_source.cc (kDefaultReconnectDelay)',
  options: {},
  create: () => ({ delayUs: (_attempt, _previousUs, _random, serverUs) => serverUs ?? 3e6 }),
});

export const eventSourceFirefox = definePreset({
  formula:
    'Waits 5 s, or what the server last set with `retry:` (at least 500 ms), before every attempt; no jitter.',
  source: 'mozilla/gecko-dev@0d88b3d, dom/base/EventSource.cpp (DEFAULT_ and MIN_RECONNECTION_TIME_VALUE)',
  options: {},
  create: () => ({
    delayUs: (_attempt, _previousUs, _random, serverUs) => Math.max(500e3, serverUs ?? 5e6),
  }),
});
