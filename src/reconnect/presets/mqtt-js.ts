import { definePreset } from './preset.js';

/** An interval timer that runs on until a connection is made: attempts lie on a grid from the loss, however long each of them takes. */
export const mqttJs = definePreset({
  formula: 'Waits reconnectPeriod, 1 s, before every attempt; no back-off, no jitter.',
  source: 'mqtt 5.16.0, build/lib/client.js (_setupReconnect)',
  connectTimeoutUs: 30e6,
  options: {
    reconnectPeriod: { kind: 'duration', default: 1e6, min: 1e3, about: 'Wait before every attempt.' },
  },
  create: ({ reconnectPeriod }) => ({ delayUs: () => reconnectPeriod }),
});
