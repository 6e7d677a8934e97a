import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { echoOffsetUs, echoPhaseUs, listEchoInstants } from './echo-grid.js';

describe('listEchoInstants', () => {
  it('gives every client its own instants, all in order of time, none at or after the end', () => {
    const rates = fc.constantFrom(0.5, 3, 7, 100);
    fc.assert(
      fc.property(fc.nat(), rates, fc.uniqueArray(fc.nat(500), { maxLength: 12 }), (seed, rate, clients) => {
        const grid = { seed, ratePerSecond: rate, originUs: 5_000, endUs: 5_000 + 2_000_000 };
        const instants = [...listEchoInstants(grid, clients)];
        for (const { client, sequence, dueUs } of instants) {
          expect(dueUs).toBe(5_000 + echoPhaseUs(seed, rate, client) + echoOffsetUs(rate, sequence));
          expect(dueUs).toBeLessThan(grid.endUs);
        }
        // Rounding may make the last of one round and the first of the next change places within a microsecond.
        for (const [at, { dueUs }] of instants.entries())
          expect(dueUs).toBeGreaterThanOrEqual((instants[at - 1]?.dueUs ?? 0) - 1);
        // Rate × time is whole, so each client has as many, whatever its phase.
        for (const client of clients)
          expect(instants.filter((instant) => instant.client === client)).toHaveLength(2 * rate);
      }),
      { numRuns: 50 },
    );
  });

  it('draws phases within the period, by seed and client', () => {
    const phases = Array.from({ length: 1000 }, (_, client) => echoPhaseUs(1, 4, client));
    expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...phases)).toBeLessThan(250_000);
    expect(new Set(phases).size).toBeGreaterThan(950);
    expect(echoPhaseUs(2, 4, 0)).not.toBe(echoPhaseUs(1, 4, 0));
  });
});
