import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrialResult } from '../../src/storage/result.js';
import { findRunDirectory, makeFolder, readResult, runScenario, startSquall } from '../support/run-squall.js';

const clients = 30;

const toxics = `name: toxics
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 1s
drain: 2s
reconnect: { policy: fixed, delay: 100ms, connectTimeout: 300ms }
workers: 1
matrix:
  transport: [websocket, sse]
  faults:
    - [{ at: 200ms, for: 300ms, kind: latency, latency: 60ms, jitter: 20ms, direction: both }]
    - [{ at: 200ms, for: 400ms, kind: limit-data, bytes: 1KB }]
    - [{ at: 200ms, kind: reset }]
    - [{ at: 200ms, for: 400ms, kind: blackhole }]
`;

function checkTrial({ id, faults, ledger, bytes, storm, connections, proxy }: TrialResult): void {
  const [fault] = faults;
  // When the trial is over nobody misses anything: what a broken connection took, its resume brings.
  expect({ id, ...ledger }).toMatchObject({
    id,
    lost: 0,
    duplicate: 0,
    outOfOrder: 0,
    delivered: ledger.expected,
  });
  expect(bytes.unaccounted).toBe(0);
  expect(connections.peak.clients).toBe(clients);
  expect(fault?.endedAtUs).toBeGreaterThan(fault?.injectedAtUs ?? Number.POSITIVE_INFINITY);
  expect({ id, returned: storm.returned }).toEqual({ id, returned: storm.disconnected });
  if (fault?.kind === 'limit-data') expect(storm.disconnected).toBeGreaterThanOrEqual(clients);
  else expect({ id, cut: storm.disconnected }).toEqual({ id, cut: fault?.kind === 'latency' ? 0 : clients });
  // All of the clients' connections go through it, and none of the publisher's.
  expect(proxy?.accepted).toBe(connections.opened + connections.failed);
}

describe('a run through the proxy', () => {
  it('has each fault do what it says, end, and leave the books exact', async () => {
    const { status, result } = await runScenario(toxics);
    expect([0, 4]).toContain(status);
    expect(result.trials).toHaveLength(8);
    for (const trial of result.trials) checkTrial(trial);
    const slow = result.trials.filter(({ faults }) => faults[0]?.kind === 'latency');
    for (const { deliveryLatencyByPhaseUs: by } of slow) {
      // Messages that came while it lasted took at least latency − jitter longer than nothing.
      expect(by.outage?.max ?? 0).toBeGreaterThanOrEqual(40_000);
      expect(by.steady?.p50 ?? Number.POSITIVE_INFINITY).toBeLessThan(40_000);
    }
  });

  it('drops idle connections unless heartbeats come in time', async () => {
    const { result } = await runScenario(`name: idle
clients: { count: 20, rampUp: 100ms }
publish: { rate: 0.5/s }
warmUp: 100ms
duration: 2100ms
drain: 500ms
reconnect: { policy: fixed, delay: 50ms }
workers: 1
proxy: { idleTimeout: 600ms }
matrix: { server.heartbeat: [200ms, 5s] }
`);
    const [kept, dropped] = result.trials;
    expect(kept?.proxy).toMatchObject({ accepted: 20, idleClosed: 0 });
    expect(kept?.storm.disconnected).toBe(0);
    expect(dropped?.proxy?.idleClosed).toBeGreaterThanOrEqual(20);
    expect(dropped?.storm.disconnected).toBe(dropped?.proxy?.idleClosed);
    expect(dropped?.ledger.lost).toBe(0);
  });

  it('sends clients along the list of transports when Upgrade is stripped', async () => {
    const { result } = await runScenario(`name: stripped
clients: { count: 20, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 500ms
workers: 1
proxy: { stripUpgrade: true }
matrix:
  fallback: [[websocket, sse], [websocket, long-poll]]
`);
    const [sse, poll] = result.trials;
    expect(sse?.fallback).toMatchObject({ count: 20, clients: { sse: 20 } });
    expect(poll?.fallback).toMatchObject({ count: 20, clients: { 'long-poll': 20 } });
    for (const trial of [sse, poll]) {
      expect(trial?.proxy).toMatchObject({ accepted: 40, upgradesStripped: 20 });
      expect(trial?.ledger).toMatchObject({ lost: 0, duplicate: 0, outOfOrder: 0 });
      expect(trial?.bytes.unaccounted).toBe(0);
      expect(trial?.connections.failed).toBe(0);
    }
  });

  it('leaves no process behind when it is interrupted in the middle of a fault', async () => {
    const folder = makeFolder();
    writeFileSync(
      join(folder, 'black.yaml'),
      `name: black
clients: { count: 20, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 100ms
duration: 30s
workers: 1
faults: [{ at: 200ms, for: 20s, kind: blackhole }]
`,
    );
    const running = startSquall(['run', 'black.yaml', '--no-floor'], folder);
    while (!running.stderr().includes('fault: blackhole')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.kill(running.pid, 'SIGINT');
    const finished = await running.finished;
    expect(finished.status).toBe(130);
    const { result } = readResult(findRunDirectory(folder, finished));
    expect(result.trials[0]?.faults[0]).toMatchObject({ kind: 'blackhole' });
    expect(running.leftBehind()).toEqual([]);
    expect(finished.stderr).not.toMatch(/\n\s+at /);
  });
});
