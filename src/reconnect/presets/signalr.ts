import { definePreset } from './preset.js';

/** Every loss begins a count of its own; after the list's end the connection stays closed. */
export const signalr = definePreset({
  formula: 'Waits 0, 2, 10 and 30 s before its four attempts, then gives up; no jitter.',
  source:
    '@microsoft/signalr 10.0.11, src/DefaultReconnectPolicy.ts and HubConnection.ts (withAutomaticReconnect)',
  options: {
    retryDelays: {
      kind: 'durations',
      default: [0, 2e6, 10e6, 30e6],
      about: 'Waits before the attempts; after the last one it gives up.',
    },
  },
  create: ({ retryDelays }) => ({ delayUs: (attempt) => retryDelays[attempt] }),
});
