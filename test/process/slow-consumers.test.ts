import { describe, expect, it } from 'vitest';
import type { CohortResult, TrialResult } from '../../src/storage/result.js';
import { runScenario } from '../support/run-squall.js';

const clients = 4;
/**
 * One of them reads nothing for 2 s, while 13 MB are published: more than kernels and buffer hold. They hold a second of it, so that
 * the others may be kept from reading for about as long by a busy machine without losing anything.
 */
const scenario = `name: slow-consumers
seed: 5
clients:
  count: ${clients}
  rampUp: 100ms
  cohorts: [{ name: paused, share: 25%, pause: { at: 100ms, for: 2s }, reconnect: { policy: fixed, delay: 50ms } }]
publish: { rate: 100/s, payload: 64KB }
server: { buffer: 256KB }
warmUp: 200ms
duration: 2500ms
drain: 3s
matrix: { server.overflow: [drop, coalesce, disconnect] }
`;

function cohortOf(trial: TrialResult, name: string): CohortResult {
  const found = trial.cohorts?.find((cohort) => cohort.name === name);
  if (found === undefined) throw new Error(`${trial.id} has no cohort ${name}`);
  return found;
}

describe('clients that stop reading', () => {
  it('lose what the server says it dropped, gave up for newer ones, or nothing when they can resume', async () => {
    const { result } = await runScenario(scenario);
    expect(result.trials.map(({ server }) => server.overflow?.policy)).toEqual([
      'drop',
      'coalesce',
      'disconnect',
    ]);
    for (const trial of result.trials) {
      const { server, ledger } = trial;
      const { overflowed = 0, dropped = -1, coalesced = -1, policy } = server.overflow ?? {};
      const [paused, others] = [cohortOf(trial, 'paused'), cohortOf(trial, 'others')];
      expect([paused.clients, others.clients]).toEqual([clients / 4, (clients * 3) / 4]);
      expect(overflowed).toBeGreaterThanOrEqual(paused.clients);
      // The server's count is the clients' loss, and only theirs who did not read.
      expect(paused.ledger.lost).toBe(dropped + coalesced);
      expect([others.ledger.lost, ledger.lost]).toEqual([0, paused.ledger.lost]);
      expect(paused.ledger.expected).toBe(paused.ledger.delivered + paused.ledger.lost);
      if (policy === 'drop') expect([dropped > 0, coalesced]).toEqual([true, 0]);
      if (policy === 'coalesce') expect([dropped, coalesced > 0]).toEqual([0, true]);
      expect(paused.disconnected).toBe(policy === 'disconnect' ? overflowed : 0);
      expect(paused.ledger.recovered > 0).toBe(policy === 'disconnect');
      expect(trial.bytes.unaccounted).toBe(0);
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('LEDGER_UNBALANCED');
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('CONNECTIONS_DISAGREE');
    }
  });
});
