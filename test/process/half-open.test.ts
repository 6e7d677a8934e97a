import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findMissing, findMissingFilter } from '../../src/network/find-missing.js';
import type { TrialResult } from '../../src/storage/result.js';
import { countEstablished, EndingWatch, listFilterTables, listSeveredPorts } from '../support/kernel-view.js';
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

function writeScenario(more: string, staleAfter = ''): string {
  return `name: half-open
clients: { count: ${clients}, rampUp: 100ms${staleAfter} }
publish: { rate: 20/s }
warmUp: 200ms
drain: 500ms
reconnect: { policy: fixed, delay: 100ms }
${more}
`;
}

function start(scenario: string): Running & { readonly folder: string } {
  const folder = makeFolder();
  writeFileSync(join(folder, 'half-open.yaml'), scenario);
  return { ...startSquall(['run', 'half-open.yaml', '--no-floor', '--no-report'], folder), folder };
}

function waitFor(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!condition()) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
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
      `duration: 1500ms
faults: [{ at: 200ms, kind: stall, for: 700ms }]
matrix:
  clients:
    - { count: ${clients}, rampUp: 100ms, staleAfter: 400ms }
    - { count: ${clients}, rampUp: 100ms, staleAfter: 10s }
    - { count: ${clients}, rampUp: 100ms, heartbeat: 300ms, heartbeatTimeout: 200ms }`,
    );
    const { result } = await runScenario(scenario, '--no-report');
    const [impatient, patient, pinging] = result.trials as [TrialResult, TrialResult, TrialResult];
    for (const { faults, ledger } of result.trials) {
      expect(faults[0]).toMatchObject({ kind: 'stall', mode: null, readyAtUs: null });
      expect((faults[0]?.endedAtUs ?? 0) - (faults[0]?.injectedAtUs ?? 0)).toBeGreaterThanOrEqual(699_000);
      expect(ledger).toMatchObject({ lost: 0, expected: ledger.delivered });
    }
    expect(patient.storm.disconnected).toBe(0);
    expect(patient.halfOpen).toMatchObject({ silenced: clients, clients: { byCause: {} } });
    // What waited for the server to go on was as old as the stall, but for what fell due during it.
    expect(patient.deliveryLatencyUs.max).toBeGreaterThan(600_000);
    expect(impatient.halfOpen?.clients.byCause).toEqual({ timeout: clients });
    expect(impatient.storm).toMatchObject({ disconnected: clients, returned: clients });
    expect(pinging.halfOpen?.clients).toMatchObject({
      byCause: { heartbeat: clients },
      predictedUs: { fromUs: 200_000, toUs: 500_000 },
    });
    expect(pinging.storm).toMatchObject({ disconnected: clients, returned: clients });
    // A ping of a client has 6 bytes and its pong 2; the server's own are half a minute away.
    expect(pinging.bytes.heartbeats).toBeGreaterThan(0);
    expect(pinging.bytes.unaccounted).toBe(0);
  });
});

describe.skipIf(missing !== undefined)(`packets that vanish${needsFilter}`, () => {
  it('leave connections half open: neither end is told anything until the server finds out by itself', async () => {
    const running = start(
      writeScenario(`duration: 3s
server: { heartbeat: 1s }
faults: [{ at: 300ms, kind: vanish }]`),
    );
    await waitFor(() => /clients gone without a word/.test(running.stderr()));
    const [table = ''] = listFilterTables(running.pid);
    const ports = listSeveredPorts(table);
    const watch = new EndingWatch(`squall_test_${process.pid}`, ports);
    onTestFinished(() => watch.stop());
    expect(ports).toHaveLength(clients);
    expect(countEstablished(ports)).toEqual({ clients, server: clients });
    await waitFor(() => countEstablished(ports).server === 0);
    // The server has given them up by now, and said so; the clients' ends have not heard of it.
    expect({ ends: countEstablished(ports), endings: watch.endings }).toEqual({
      ends: { clients, server: 0 },
      endings: 0,
    });
    const finished = await running.finished;
    // Lifted at the end, so that everybody is heard: the watch does see endings.
    expect(watch.endings).toBeGreaterThan(0);
    const [trial] = readResult(findRunDirectory(running.folder, finished)).result.trials;
    expect(trial?.halfOpen).toMatchObject({
      silenced: clients,
      server: { byCause: { ping: clients }, predictedUs: { fromUs: 1_000_000, toUs: 2_000_000 } },
      zombies: { peak: clients, atEnd: 0 },
    });
    // No earlier than one interval: the first ping after the fault finds the answer to the one before it.
    expect(trial?.halfOpen?.server.afterUs.min).toBeGreaterThan(900_000);
    expect(trial?.bytes.unaccounted).toBe(0);
    expect(trial?.ledger.expected).toBe((trial?.ledger.delivered ?? 0) + (trial?.ledger.lost ?? 0));
    expect(trial?.ledger.lostByAbsent).toBe(trial?.ledger.lost);
    expect(listFilterTables(running.pid)).toEqual([]);
    expect(running.leftBehind()).toEqual([]);
  });

  it('for a time, for all or a share of them', async () => {
    const { result } = await runScenario(
      writeScenario(
        `duration: 4s
server: { heartbeat: 10s }
faults: [{ at: 300ms, kind: packet-blackhole, for: 1s }]
matrix:
  "faults[0]": [{ at: 300ms, kind: packet-blackhole, for: 1s }, { at: 300ms, kind: packet-loss, share: 20%, for: 2s }]`,
        ', staleAfter: 600ms',
      ),
      '--no-report',
      ...inNamespaces,
    );
    const [blackhole, loss] = result.trials as [TrialResult, TrialResult];
    const [all, some] = [blackhole.faults[0]?.packets, loss.faults[0]?.packets];
    expect(all?.seen).toBeGreaterThan(clients);
    expect(all?.dropped).toBe(all?.seen);
    expect(blackhole.halfOpen?.clients.byCause).toEqual({ timeout: clients });
    expect(blackhole.storm).toMatchObject({ disconnected: clients, returned: clients });
    // A binomial draw: five standard deviations around 20 %.
    const { seen = 0, dropped = 0 } = some ?? {};
    expect(seen).toBeGreaterThan(200);
    expect(Math.abs(dropped - 0.2 * seen)).toBeLessThan(5 * Math.sqrt(seen * 0.2 * 0.8));
    // Who is connected has caught up: a connection that was silent for longer than `staleAfter` was given up. A client
    // whose SYN was dropped again and again is still away (RFC 6298: 1 s, 2 s, 4 s), and all it lost is its absence's.
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
      await waitFor(() => /stopped where it stood/.test(running.stderr()));
      // Faults begin side by side: on a busy machine a table may be there later than the stop that was due after it.
      await waitFor(() => listFilterTables(running.pid).length === 3);
      expect(running.leftBehind().filter(isStopped)).toHaveLength(1);
      process.kill(running.pid, signal);
      await running.finished;
      await waitFor(() => running.leftBehind().length === 0);
      expect(listFilterTables(running.pid)).toEqual([]);
    },
  );
});
