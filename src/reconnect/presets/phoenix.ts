import { definePreset } from './preset.js';

/** `Socket` counts tries from 1 and starts over when a connection opens. */
export const phoenix = definePreset({
  formula: 'Waits 10, 50, 100, 150, 200, 250, 500 ms, 1 s, 2 s, then 5 s before every attempt; no jitter.',
  source: 'phoenix 1.8.16, assets/js/phoenix/socket.js (reconnectAfterMs) and timer.js',
  options: {
    reconnectAfter: {
      kind: 'durations',
      default: [10e3, 50e3, 100e3, 150e3, 200e3, 250e3, 500e3, 1e6, 2e6, 5e6],
      about: 'Waits before the attempts; the last one stays.',
    },
  },
  create: ({ reconnectAfter }) => ({
    delayUs: (attempt) => reconnectAfter[Math.min(attempt, reconnectAfter.length - 1)],
  }),
});
