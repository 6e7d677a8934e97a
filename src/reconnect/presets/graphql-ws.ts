import { definePreset } from './preset.js';

/** Jitter is a span that does not grow with the wait: from the fourth attempt on clients arrive within a third of it. */
export const graphqlWs = definePreset({
  formula: 'Waits 2^n s + U{300 … 2,999} ms before its five attempts, then gives up.',
  source: 'graphql-ws 6.4.2, dist/client.js (retryWait, retryAttempts)',
  options: {
    retryAttempts: { kind: 'attempts', default: 5, about: 'Attempts before it gives up.' },
  },
  create: ({ retryAttempts }) => ({
    delayUs: (attempt, _previousUs, random) =>
      attempt >= retryAttempts ? undefined : 2 ** attempt * 1e6 + Math.floor(300 + random() * 2_700) * 1e3,
  }),
});
