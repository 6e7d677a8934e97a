import { drawUniformUs } from '../uniform.js';
import { definePreset } from './preset.js';

/**
 * A channel that lost its connection tries at once, and waits count from the start of the attempt that failed; here, as for every
 * policy, from its failure, which on a refused connection is the same instant.
 */
export const grpc = definePreset({
  formula:
    'Tries at once, then waits initialBackoff exactly, then w ± jitter · w with w = min(maxBackoff, initialBackoff · multiplier^(n−1)): the cap comes before the jitter.',
  source: 'gRPC Core 44.2.0, doc/connection-backoff.md (GRPC Connection Backoff Protocol)',
  connectTimeoutUs: 20e6,
  options: {
    initialBackoff: {
      kind: 'duration',
      default: 1e6,
      min: 1e3,
      about: 'Wait before the second attempt, without jitter.',
    },
    multiplier: { kind: 'factor', default: 1.6, about: 'Growth of the wait with every attempt.' },
    jitter: { kind: 'share', default: 0.2, about: 'Share of the wait that jitter adds or takes.' },
    maxBackoff: { kind: 'duration', default: 120e6, min: 1e3, about: 'Cap, applied before the jitter.' },
  },
  create: ({ initialBackoff, multiplier, jitter, maxBackoff }) => ({
    delayUs(attempt, _previousUs, random) {
      if (attempt === 0) return 0;
      if (attempt === 1) return initialBackoff;
      const wait = Math.min(maxBackoff, initialBackoff * multiplier ** (attempt - 1));
      return drawUniformUs(random, (1 - jitter) * wait, (1 + jitter) * wait);
    },
  }),
});

/** Unlike the protocol's, its next wait grows from the one just jittered, not from the middle: jitters compound. */
export const grpcJs = definePreset({
  formula:
    'Tries at once, then waits 1 s exactly, then v ± 0.2 · v with v = min(maxReconnectBackoff, 1.6 · previous wait).',
  source: '@grpc/grpc-js 1.14.7, src/backoff-timeout.ts and subchannel.ts',
  connectTimeoutUs: 20e6,
  options: {
    initialReconnectBackoff: {
      kind: 'duration',
      default: 1e6,
      min: 1e3,
      about: 'Wait before the second attempt.',
    },
    maxReconnectBackoff: {
      kind: 'duration',
      default: 120e6,
      min: 1e3,
      about: 'Cap, applied before the jitter.',
    },
  },
  create: ({ initialReconnectBackoff, maxReconnectBackoff }) => ({
    delayUs(attempt, previousUs, random) {
      if (attempt === 0) return 0;
      if (attempt === 1 || previousUs === undefined) return initialReconnectBackoff;
      const middle = Math.min(1.6 * previousUs, maxReconnectBackoff);
      return drawUniformUs(random, 0.8 * middle, 1.2 * middle);
    },
  }),
});
