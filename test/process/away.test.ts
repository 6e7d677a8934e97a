import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { StormRow, TrialResult } from '../../src/storage/result.js';
import { makeFolder, runScenario, startSquall } from '../support/run-squall.js';
import { runUndisturbed } from '../support/run-undisturbed.js';

const clients = 60;

const head = `name: away
seed: 2
clients: { count: ${clients}, rampUp: 300ms }
publish: { rate: 20/s }
poll: { period: 200ms, hold: 2s }
warmUp: 200ms
drain: 20s
`;

function readStorm(directory: string, trial: TrialResult): StormRow[] {
  return parse(readFileSync(join(directory, trial.files.storm), 'utf8'), { columns: true, cast: true });
}

/** How many there were up to the end of each bin of 10 ms. */
function* accumulate(
  rows: readonly StormRow[],
  key: 'attempts' | 'subscribed',
): Generator<{ endUs: number; count: number }> {
  let count = 0;
  for (const row of rows) {
    count += row[key];
    yield { endUs: row.atUs + 10_000, count };
  }
}

describe('a rolling restart by crash of three processes', () => {
  it('cuts those of the first once, of the second twice, of the third three times, and loses nothing', async () => {
    const { result } = await runUndisturbed(
      `${head}duration: 3500ms
reconnect: { policy: fixed, delay: 200ms }
server: { processes: 3 }
faults: [{ at: 100ms, kind: rolling-restart, mode: crash, downtime: 200ms, pause: 900ms }]
matrix: { transport: [websocket, long-poll] }
`,
      ({ result: { trials } }) =>
        // Who is still away when the next process goes is not cut by it.
        trials.every(({ phases }) => phases.filter(({ name }) => name === 'steady').length === 4)
          ? undefined
          : 'not everybody was back between two of the crashes',
    );
    for (const { id, storm, ledger, faults, server, connections, validity } of result.trials) {
      expect({ id, disconnected: storm.disconnected, returned: storm.returned }).toEqual({
        id,
        disconnected: 2 * clients,
        returned: 2 * clients,
      });
      expect(faults.map(({ mode, readyAtUs }) => [mode, readyAtUs !== null])).toEqual(
        Array(3).fill([null, true]),
      );
      expect([storm.awaitedServer, server.starts]).toEqual([0, 6]);
      expect(ledger.expected, id).toBe(ledger.delivered);
      expect([ledger.lost, ledger.duplicate]).toEqual([0, 0]);
      expect(ledger.recovered).toBeGreaterThan(0);
      expect(connections.peak).toMatchObject({ clients, kernel: clients });
      expect(validity.reasons.map(({ code }) => code)).not.toContain('CONNECTIONS_DISAGREE');
    }
  });

  it('leaves nothing behind when it is interrupted in the middle', async () => {
    const folder = makeFolder();
    writeFileSync(
      join(folder, 'away.yaml'),
      `${head}duration: 20s
server: { processes: 2, acceptRate: 500/s }
faults: [{ at: 100ms, kind: rolling-restart, mode: graceful, downtime: 500ms, pause: 5s }]
`,
    );
    const running = startSquall(['run', 'away.yaml', '--no-floor'], folder);
    await running.until(() => running.stderr().includes('process 1 of 2'), 'the first restart');
    process.kill(running.pid, 'SIGINT');
    expect((await running.finished).status).toBe(130);
    await running.gone();
  });
});

describe('a drain', () => {
  it('ends so many connections per second, in order, and the clients come back so', async () => {
    const perSecond = 80;
    const delayUs = 200_000;
    const { result, directory } = await runScenario(`${head}duration: 2500ms
reconnect: { policy: fixed, delay: 200ms }
faults: [{ at: 100ms, kind: drain, rate: ${perSecond}/s }]
matrix: { transport: [sse, short-poll] }
`);
    for (const trial of result.trials) {
      const { storm, ledger, faults } = trial;
      expect([storm.disconnected, storm.returned, storm.failed]).toEqual([clients, clients, 0]);
      expect([ledger.lost, ledger.expected]).toEqual([0, ledger.delivered]);
      const earliestUs = (faults[0]?.injectedAtUs ?? 0) + (trial.labels.transport === 'sse' ? delayUs : 0);
      const rows = readStorm(directory, trial);
      for (const { endUs, count } of accumulate(rows, 'attempts'))
        expect(count).toBeLessThanOrEqual(
          endUs < earliestUs ? 0 : 1 + ((endUs - earliestUs) * perSecond) / 1e6,
        );
      expect(rows.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(clients);
    }
  });
});

describe('a server that warms up and then accepts at a rate', () => {
  it('lets nobody in before it is warm, and then no more than its rate', async () => {
    const perSecond = 60;
    const { result, directory } = await runScenario(`${head}duration: 3s
reconnect: { policy: immediate }
server: { acceptRate: ${perSecond}/s }
faults: [{ at: 100ms, kind: server-restart, mode: graceful, downtime: 100ms, warmUp: 500ms }]
matrix: { transport: [websocket] }
`);
    for (const trial of result.trials) {
      const { storm, ledger, publisher, faults } = trial;
      expect([storm.disconnected, storm.returned]).toEqual([clients, clients]);
      expect([ledger.lost, ledger.expected]).toEqual([0, ledger.delivered]);
      // Messages went in by their own way as soon as the server listened.
      expect(publisher.acknowledged).toBeGreaterThan(publisher.due / 2);
      // The server's own timer runs from before it says that it listens: on a busy machine from well before.
      const warmUs = (faults[0]?.readyAtUs ?? 0) + 500_000 - 200_000;
      for (const { endUs, count } of accumulate(readStorm(directory, trial), 'subscribed'))
        expect(count).toBeLessThanOrEqual(1 + Math.max(0, ((endUs - warmUs) * perSecond) / 1e6));
    }
  });
});
