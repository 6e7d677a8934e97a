import type { StormRow } from '../trial-files.js';

/** A bin of 10 ms in which nothing happened, but for what is given. */
export function makeStormRow(atUs: number, more: Partial<StormRow> = {}): StormRow {
  return {
    atUs,
    attempts: 0,
    firstAttempts: 0,
    subscribed: 0,
    failed: 0,
    predicted: 0,
    lost: 0,
    due: 0,
    expected: null,
    refused: 0,
    reset: 0,
    timeout: 0,
    unavailable: 0,
    handshake: 0,
    resource: 0,
    ...more,
  };
}
