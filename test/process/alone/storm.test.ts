import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { ClientRow, PublisherFile, StormRow, TrialResult } from '../../../src/storage/result.js';
import { emptyDigest, foldDigest } from '../../../src/system/fold-digest.js';
import { randomStream } from '../../../src/system/random.js';
import { runScenario } from '../../support/run-squall.js';
import { runUndisturbed } from '../../support/run-undisturbed.js';

const clients = 400;

function crashScenario(reconnect: string, transports: string): string {
  return `name: storm
seed: 3
clients: { count: ${clients}, rampUp: 500ms }
publish: { rate: 5/s }
warmUp: 500ms
duration: 3s
drain: 3s
reconnect: ${reconnect}
faults: [{ at: 300ms, kind: server-restart, mode: crash, downtime: 500ms }]
matrix: { transport: [${transports}] }
`;
}

function readStorm(directory: string, trial: TrialResult): StormRow[] {
  return readRows(join(directory, trial.files.storm));
}

/** How long the server was away. */
function awayUs(fault: TrialResult['faults'][number] | undefined): number {
  return (fault?.readyAtUs ?? Number.NaN) - (fault?.injectedAtUs ?? Number.NaN);
}

function readRows<Row>(file: string): Row[] {
  return parse(readFileSync(file, 'utf8'), { columns: true, cast: true }) as Row[];
}

describe('the shape of a reconnection storm', () => {
  it('is one narrow peak with a fixed delay', async () => {
    const { result, directory } = await runUndisturbed(
      crashScenario('{ policy: fixed, delay: 1s }', 'long-poll'),
      ({ result: { trials } }) =>
        trials.every(({ faults: [fault] }) => awayUs(fault) < 950_000)
          ? undefined
          : 'the server was not back before the clients tried',
    );
    for (const trial of result.trials) {
      const { disconnected, returned, attempts } = trial.storm;
      expect({ id: trial.id, disconnected, returned, attempts }).toEqual({
        id: trial.id,
        disconnected: clients,
        returned: clients,
        attempts: clients,
      });
      // As narrow as the losses are: bin by bin the same, one delay later.
      const rows = readStorm(directory, trial);
      const lost = rows.filter((row) => row.lost > 0).map((row) => [row.atUs + 1_000_000, row.lost]);
      expect(rows.filter((row) => row.due > 0).map((row) => [row.atUs, row.due])).toEqual(lost);
      expect(rows.find((row) => row.lost > 0)?.atUs).toBeGreaterThan(
        (trial.faults[0]?.injectedAtUs ?? Number.NaN) - 10_000,
      );
    }
  });

  it('begins with N / b attempts per second with full jitter over a base of b', async () => {
    const { result } = await runUndisturbed(
      crashScenario('{ policy: full-jitter, base: 2s, cap: 2s }', 'websocket, long-poll'),
      ({ result: { trials } }) =>
        trials.every(({ storm }) => (storm.attemptLagUs?.p99 ?? 0) < 50_000)
          ? undefined
          : 'attempts began well after they were due',
    );
    for (const { id, storm } of result.trials) {
      expect(storm.disconnected, id).toBe(clients);
      expect(storm.returned, id).toBe(clients);
      expect(storm.firstWavePerSecond, id).toBeGreaterThan((clients / 2) * 0.85);
      expect(storm.firstWavePerSecond, id).toBeLessThan((clients / 2) * 1.15);
      // The seed decides all but the instants of loss and readiness; a draw that unlikely comes once in a million runs.
      expect(storm.fit?.verdict, id).not.toBe('untested');
      expect(storm.fit?.p, id).toBeGreaterThan(1e-6);
      expect(storm.fit?.due, id).toBe(storm.attempts);
    }
  });

  it('is a bounded busy loop with immediate, and everyone is back', async () => {
    const { result } = await runScenario(crashScenario('{ policy: immediate }', 'websocket'));
    for (const { id, storm, ledger } of result.trials) {
      expect(storm.returned, id).toBe(clients);
      expect(storm.amplification, id).toBeGreaterThan(2);
      expect(storm.attempts, id).toBe(storm.returned + storm.failed);
      expect(ledger.expected).toBe(ledger.delivered + ledger.lost);
    }
  });
});

describe('a backlog that is too small', () => {
  it('overflows, and keeps clients waiting for TCP to try again; a large one does neither', async () => {
    const { result } = await runScenario(`name: backlogs
seed: 4
clients: { count: ${clients}, rampUp: 1s }
publish: { rate: 2/s }
warmUp: 500ms
duration: 4s
drain: 500ms
reconnect: { policy: fixed, delay: 700ms }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 300ms }]
matrix: { server.backlog: [8, 4096] }
`);
    const [small, large] = result.trials;
    // TCP tries again after 1, 3, 7 s: with the small one not everybody need be back by the end.
    expect(large?.storm.returned).toBe(clients);
    expect(small?.storm.server?.listenOverflows).toBeGreaterThan(0);
    expect(small?.storm.fit?.limitedBy.map(({ limit }) => limit)).toContain('backlog');
    // RFC 6298 §2: the first retransmission comes after 1 s.
    expect(small?.reconnectTimeUs.max).toBeGreaterThan(990_000);
    expect(large?.storm.server?.listenOverflows).toBe(0);
    expect(large?.storm.fit?.limitedBy.map(({ limit }) => limit)).not.toContain('backlog');
  });
});

/** A client's delays after its one loss, as documented for full jitter: U(0, min(cap, base · 2^attempt)). */
function listDelays(seed: number, client: number, count: number): number[] {
  return Array.from({ length: count }, (_, attempt) => {
    const windowUs = Math.min(2_000_000, 400_000 * 2 ** attempt);
    return Math.round(randomStream(seed, 'reconnect', client, 1, attempt)() * windowUs);
  });
}

/** Whether one of the client's attempts falls, by the seed alone, so close to the server's return that it may go either way. */
function isBorderline(client: number, returnsUs: readonly number[]): boolean {
  // A busy machine begins each attempt, and with it the next wait, as much later.
  const marginUs = 250_000;
  let atUs = 0;
  return listDelays(11, client, 20).some((delayUs) => {
    atUs += delayUs;
    return atUs > Math.min(...returnsUs) - marginUs && atUs < Math.max(...returnsUs) + marginUs;
  });
}

describe('the same seed', () => {
  it('gives the same delays of every client and the same instants of publishing for 1, 2 and 3 workers, twice', async () => {
    const scenario = `name: seeded
seed: 11
clients: { count: 90, rampUp: 300ms }
publish: { rate: 10/s, arrivals: poisson }
warmUp: 300ms
duration: 4s
reconnect: { policy: full-jitter, base: 400ms, cap: 2s }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 1s }]
matrix: { workers: [1, 2, 3] }
`;
    const runs = [await runScenario(scenario), await runScenario(scenario, '--only', 'workers=1')];
    const trials = runs.flatMap(({ result, directory }) =>
      result.trials.map(({ files, faults }) => ({
        rows: readRows<ClientRow>(join(directory, files.clients)),
        publisher: JSON.parse(readFileSync(join(directory, files.publisher), 'utf8')) as PublisherFile,
        returnedUs: (faults[0]?.readyAtUs ?? 0) - (faults[0]?.injectedAtUs ?? 0),
      })),
    );
    const [one = [], ...others] = trials.map(({ rows }) => rows);
    expect(others).toHaveLength(3);
    expect(one).toHaveLength(90);
    expect(new Set(one.map(({ attempts }) => attempts)).size).toBeGreaterThan(1);
    // However many delays a client needed, they are the ones that its seed gives, in every trial.
    for (const rows of [one, ...others])
      for (const { client, delays, delayDigest } of rows) {
        expect(delays).toBeGreaterThanOrEqual(1);
        expect(delayDigest, `client ${client}`).toBe(
          listDelays(11, client, delays).reduce(foldDigest, emptyDigest),
        );
      }
    const [gaps, ...otherGaps] = trials.map(({ publisher }) => [publisher.due, publisher.gapDigest]);
    for (const other of otherGaps) expect(other).toEqual(gaps);
    // They need as many of them, unless one falls near the server's return.
    const returnsUs = trials.map(({ returnedUs }) => returnedUs);
    for (const rows of others) {
      const differing = one.filter(({ attempts }, client) => attempts !== rows[client]?.attempts);
      expect(differing.filter(({ client }) => !isBorderline(client, returnsUs))).toEqual([]);
    }
    expect(one.filter(({ client }) => !isBorderline(client, returnsUs)).length).toBeGreaterThan(25);
  });
});
