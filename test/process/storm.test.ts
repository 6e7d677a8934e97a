import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { StormRow, TrialResult } from '../../src/storage/result.js';
import { runScenario } from '../support/run-squall.js';

const clients = 400;

function crashScenario(reconnect: string, more = ''): string {
  return `name: storm
seed: 3
clients: { count: ${clients}, rampUp: 500ms }
publish: { rate: 5/s }
warmUp: 500ms
duration: 8s
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 500ms }]
matrix:
  transport: [websocket, sse, long-poll]
  reconnect: ${reconnect}
${more}`;
}

function readStorm(directory: string, trial: TrialResult): StormRow[] {
  return parse(readFileSync(join(directory, trial.files.storm), 'utf8'), {
    columns: true,
    cast: true,
  }) as StormRow[];
}

describe('the shape of a reconnection storm', () => {
  it('is one narrow peak with a fixed delay', async () => {
    const { result, directory } = await runScenario(crashScenario('[{ policy: fixed, delay: 1s }]'));
    for (const trial of result.trials) {
      const { disconnected, returned, attempts } = trial.storm;
      expect({ id: trial.id, disconnected, returned, attempts }).toEqual({
        id: trial.id,
        disconnected: clients,
        returned: clients,
        attempts: clients,
      });
      const rows = readStorm(directory, trial).filter((row) => row.attempts > 0);
      const injected = trial.faults[0]?.injectedAtUs ?? 0;
      // All within 200 ms from one delay after the loss.
      expect(rows[0]?.atUs).toBeGreaterThanOrEqual(injected + 990_000);
      expect(rows.at(-1)?.atUs).toBeLessThan(injected + 1_200_000);
    }
  });

  it('begins with N / b attempts per second with full jitter over a base of b', async () => {
    const { result } = await runScenario(crashScenario('[{ policy: full-jitter, base: 2s, cap: 2s }]'));
    for (const { id, storm } of result.trials) {
      expect(storm.disconnected, id).toBe(clients);
      expect(storm.returned, id).toBe(clients);
      expect(storm.firstWavePerSecond, id).toBeGreaterThan((clients / 2) * 0.85);
      expect(storm.firstWavePerSecond, id).toBeLessThan((clients / 2) * 1.15);
    }
  });

  it('is a bounded busy loop with immediate, and everyone is back', async () => {
    const { result } = await runScenario(crashScenario('[{ policy: immediate }]'));
    for (const { id, storm, ledger } of result.trials) {
      expect(storm.returned, id).toBe(clients);
      expect(storm.amplification, id).toBeGreaterThan(2);
      expect(storm.attempts, id).toBe(storm.returned + storm.failed);
      expect(ledger.expected).toBe(ledger.delivered + ledger.lost);
    }
  });
});

describe('the same seed', () => {
  it('gives the same attempts of every client for 1, 2 and 3 workers', async () => {
    const { result, directory } = await runScenario(
      `name: seeded
seed: 11
clients: { count: 90, rampUp: 300ms }
publish: { rate: 10/s }
warmUp: 300ms
duration: 5s
reconnect: { policy: full-jitter, base: 400ms, cap: 2s }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 1s }]
matrix: { workers: [1, 2, 3] }
`,
    );
    const attemptsOf = (trial: TrialResult): number[] =>
      (
        parse(readFileSync(join(directory, trial.files.clients), 'utf8'), { columns: true, cast: true }) as {
          attempts: number;
        }[]
      ).map(({ attempts }) => attempts);
    const [one, two, three] = result.trials.map(attemptsOf);
    // A client whose attempt falls near the server's return may go either way; other draws would change most clients.
    const differing = (other: number[] | undefined): number =>
      (one ?? []).filter((attempts, client) => attempts !== other?.[client]).length;
    expect(one).toHaveLength(90);
    expect(new Set(one).size).toBeGreaterThan(1);
    expect(differing(two)).toBeLessThanOrEqual(9);
    expect(differing(three)).toBeLessThanOrEqual(9);
  });
});
