import type { ReconnectSettings } from '../../scenario/scenario.js';

/** The defaults of a scenario, with what a test wants instead. */
export function makeReconnect(more: Partial<ReconnectSettings> = {}): ReconnectSettings {
  return {
    policy: 'full-jitter',
    delayUs: 1_000_000,
    baseUs: 1_000_000,
    capUs: 30_000_000,
    factor: 2,
    resetAfterUs: 0,
    connectTimeoutUs: 10_000_000,
    ...more,
  };
}
