import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findMissing, findMissingFilter } from '../../src/network/find-missing.js';
import type { TrialResult } from '../../src/storage/result.js';
import { countEstablished, EndingWatch, listFilterTables, listSevered } from '../support/kernel-view.js';
import {
  findRunDirectory,
  makeFolder,
  type Running,
  readResult,
  runScenario,
  startSquall,
} from '../support/run-squall.js';

const clients = 10;
const missing = findMissingFilter();
/** Where they can be made, packets vanish in the trial's own namespaces here; all other tests are on loopback. */
const inNamespaces = findMissing('namespaces') === undefined ? ['--wire=namespaces'] : [];
const needsFilter = missing === undefined ? '' : `: ${missing}`;

function writeScenario(more: string, staleAfter = '', drain = '20s'): string {
  return `name: half-open
clients: { count: ${clients}, rampUp: 100ms${staleAfter} }
publish: { rate: 20/s }
warmUp: 200ms
drain: ${drain}
reconnect: { policy: fixed, delay: 100ms }
${more}
`;
}

function start(scenario: string): Running & { readonly folder: string } {
  const folder = makeFolder();
  writeFileSync(join(folder, 'half-open.yaml'), scenario);
  return { ...startSquall(['run', 'half-open.yaml', '--no-floor', '--no-report'], folder), folder };
}

/** State of a process in proc_pid_stat(5): `T` is stopped. */
function isStopped(pid: number): boolean {
  try {
    return /\) T/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a server that stands still', () => {
  it('keeps its clients, who get everything in the end; those that give up silence, or miss a pong, leave and come back', async () => {
    const scenario = writeScenario(
      `duration: 3s
faults: [{ at: 200ms, kind: stall, for: 2s }]
matrix:
  clients:
    - { count: ${clients}, rampUp: 100ms, staleAfter: 1s }
    - { count: ${clients}, rampUp: 100ms, staleAfter: 1m }
    - { count: ${clients}, rampUp: 100ms, heartbeat: 1s, heartbeatTimeout: 800ms }`,
    );
    const { result } = await runScenario(scenario, '--no-report');
    const [impatient, patient, pinging] = result.trials as [TrialResult, TrialResult, TrialResult];
    for (const { faults, ledger } of result.trials) {
      expect(faults[0]).toMatchObject({ kind: 'stall', mode: null, readyAtUs: null });
      expect((faults[0]?.endedAtUs ?? 0) - (faults[0]?.injectedAtUs ?? 0)).toBeGreaterThanOrEqual(1_999_000);
      expect(ledger).toMatchObject({ lost: 0, expected: ledger.delivered });
    }
    expect(patient.storm.disconnected).toBe(0);
    expect(patient.halfOpen).toMatchObject({ silenced: clients, clients: { byCause: {} } });
    // What waited for the server to go on was as old as the stall, but for what fell due during it.
    expect(patient.deliveryLatencyUs.max).toBeGreaterThan(1_900_000);
    expect(impatient.halfOpen?.clients.byCause).toEqual({ timeout: clients });
    expect(pinging.halfOpen?.clients).toMatchObject({
      byCause: { heartbeat: clients },
      predictedUs: { fromUs: 800_000, toUs: 1_800_000 },
    });
    for (const { storm } of [impatient, pinging]) {
      expect(storm.disconnected).toBeGreaterThanOrEqual(clients);
      expect(storm.returned).toBe(storm.disconnected);
    }
    // A ping of a client has 6 bytes and its pong 2; the server's own are half a minute away.
    expect(pinging.bytes.heartbeats).toBeGreaterThan(0);
    expect(pinging.bytes.unaccounted).toBe(0);
  });
});

describe.skipIf(missing !== undefined)(`packets that vanish${needsFilter}`, () => {
  it('leave connections half open: neither end is told anything until the server finds out by itself', async () => {
    const running = start(
      writeScenario(
        `duration: 6s
server: { heartbeat: 1500ms }
faults: [{ at: 300ms, kind: vanish }]`,
        '',
        '300ms',
      ),
    );
    await running.until(() => /clients gone without a word/.test(running.stderr()), 'the fault');
    const [table = ''] = listFilterTables(running.pid);
    const severed = listSevered(table);
    const watch = new EndingWatch(`squall_test_${process.pid}`, severed);
    onTestFinished(() => watch.stop());
    expect(severed).toHaveLength(clients);
    expect(countEstablished(severed)).toEqual({ clients, server: clients });
    await running.until(() => countEstablished(severed).server === 0, 'the server finding out');
    // The server has given them up by now, and said so; the clients' ends have not heard of it.
    expect({ ends: countEstablished(severed), endings: watch.endings }).toEqual({
      ends: { clients, server: 0 },
      endings: 0,
    });
    const finished = await running.finished;
    // Lifted at the end, so that everybody is heard: the watch does see endings.
    expect(watch.endings).toBeGreaterThan(0);
    const [trial] = readResult(findRunDirectory(running.folder, finished)).result.trials;
    expect(trial?.halfOpen).toMatchObject({
      silenced: clients,
      server: { byCause: { ping: clients }, predictedUs: { fromUs: 1_500_000, toUs: 3_000_000 } },
      zombies: { peak: clients, atEnd: 0 },
    });
    // No earlier than one interval: the first ping after the fault finds the answer to the one before it, unless that was cut off
    // just then.
    expect(trial?.halfOpen?.server.afterUs.p50).toBeGreaterThan(1_400_000);
    expect(trial?.bytes.unaccounted).toBe(0);
    expect(trial?.ledger.expected).toBe((trial?.ledger.delivered ?? 0) + (trial?.ledger.lost ?? 0));
    expect(trial?.ledger.lostByAbsent).toBe(trial?.ledger.lost);
    await running.gone();
    expect(listFilterTables(running.pid)).toEqual([]);
  });

  it('for a time, for all or a share of them', async () => {
    const { result } = await runScenario(
      writeScenario(
        `duration: 4s
server: { heartbeat: 10s }
faults: [{ at: 300ms, kind: packet-blackhole, for: 1500ms }]
matrix:
  "faults[0]": [{ at: 300ms, kind: packet-blackhole, for: 1500ms }, { at: 300ms, kind: packet-loss, share: 20%, for: 2s }]`,
        ', staleAfter: 600ms',
      ),
      '--no-report',
      ...inNamespaces,
    );
    const [blackhole, loss] = result.trials as [TrialResult, TrialResult];
    const [all, some] = [blackhole.faults[0]?.packets, loss.faults[0]?.packets];
    expect(all?.seen).toBeGreaterThan(clients);
    expect(all?.dropped).toBe(all?.seen);
    // Everybody gives up at least once; a machine that keeps them waiting for as long has them give up once more.
    const { disconnected, returned } = blackhole.storm;
    expect(blackhole.halfOpen?.clients.byCause).toEqual({ timeout: clients });
    expect(disconnected).toBeGreaterThanOrEqual(clients);
    expect(returned).toBe(disconnected);
    // A binomial draw: six standard deviations around 20 %, which it leaves with a probability below 1e-8.
    const { seen = 0, dropped = 0 } = some ?? {};
    expect(seen).toBeGreaterThan(100);
    expect(Math.abs(dropped - 0.2 * seen)).toBeLessThan(6 * Math.sqrt(seen * 0.2 * 0.8));
    // Whoever's SYN was dropped again and again may still be away (RFC 6298: 1 s, 2 s, 4 s): all that is lost is its absence's.
    for (const { ledger } of result.trials) {
      expect(ledger).toMatchObject({ expected: ledger.delivered + ledger.lost, lost: ledger.lostByAbsent });
    }
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'nothing of it remains after %s, nor a stopped server',
    async (signal) => {
      const running = start(
        writeScenario(`duration: 60s
faults:
  - { at: 100ms, kind: packet-loss, share: 1%, for: 50s }
  - { at: 150ms, kind: vanish, share: 50% }
  - { at: 200ms, kind: packet-blackhole, for: 50s }
  - { at: 250ms, kind: stall, for: 50s }`),
      );
      await running.until(() => /stopped where it stood/.test(running.stderr()), 'the last fault');
      // Faults begin side by side: on a busy machine a table may be there later than the stop that was due after it.
      await running.until(() => listFilterTables(running.pid).length === 3, 'the packet filters');
      expect(running.leftBehind().filter(isStopped)).toHaveLength(1);
      process.kill(running.pid, signal);
      await running.finished;
      await running.gone();
      expect(listFilterTables(running.pid)).toEqual([]);
    },
  );
});
