import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrialResult } from '../../src/storage/result.js';
import { builtFile } from '../../src/system/package-root.js';
import { findRunDirectory, makeFolder, readResult, runScenario, startSquall } from '../support/run-squall.js';

const clients = 30;

const toxics = `name: toxics
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 3200ms
drain: 20s
reconnect: { policy: fixed, delay: 100ms, connectTimeout: 300ms }
workers: 1
faults:
  - { at: 200ms, for: 300ms, kind: latency, latency: 60ms, jitter: 20ms, direction: both }
  - { at: 800ms, for: 600ms, kind: limit-data, bytes: 300B }
  - { at: 1800ms, kind: reset }
  - { at: 2300ms, for: 400ms, kind: blackhole }
matrix: { transport: [websocket, sse] }
`;

function checkTrial({ id, faults, ledger, bytes, storm, connections, proxy }: TrialResult): void {
  expect(faults.map(({ kind }) => kind)).toEqual(['latency', 'limit-data', 'reset', 'blackhole']);
  for (const { injectedAtUs, endedAtUs } of faults) expect(endedAtUs).toBeGreaterThan(injectedAtUs);
  // When the trial is over nobody misses anything: what a broken connection took, its resume brings.
  const { expected: delivered } = ledger;
  expect({ id, ...ledger }).toMatchObject({ id, lost: 0, duplicate: 0, outOfOrder: 0, delivered });
  expect(bytes.unaccounted).toBe(0);
  expect(connections.peak.clients).toBe(clients);
  // Latency cuts nobody, a reset and a blackhole everybody once, a limit everybody at least once.
  expect(storm.disconnected).toBeGreaterThanOrEqual(3 * clients);
  expect({ id, returned: storm.returned }).toEqual({ id, returned: storm.disconnected });
  // All of the clients' connections go through it, and none of the publisher's.
  expect(proxy?.accepted).toBe(connections.opened + connections.failed);
}

describe('a run through the proxy', () => {
  it('has each fault do what it says, end, and leave the books exact', async () => {
    const { status, result } = await runScenario(toxics);
    expect([0, 4]).toContain(status);
    expect(result.trials).toHaveLength(2);
    for (const trial of result.trials) checkTrial(trial);
  });

  it('drops idle connections unless heartbeats come in time', async () => {
    const { result } = await runScenario(`name: idle
clients: { count: 20, rampUp: 100ms }
publish: { rate: 0.4/s }
warmUp: 100ms
duration: 3s
drain: 20s
reconnect: { policy: fixed, delay: 50ms }
workers: 1
proxy: { idleTimeout: 2s }
matrix: { server.heartbeat: [200ms, 1m] }
`);
    const [kept, dropped] = result.trials;
    expect(kept?.proxy).toMatchObject({ accepted: 20, idleClosed: 0 });
    expect(kept?.storm.disconnected).toBe(0);
    expect(dropped?.proxy?.idleClosed).toBeGreaterThanOrEqual(20);
    // Who is dropped when the trial is just over has nobody to tell any more.
    expect(dropped?.storm.disconnected).toBeGreaterThanOrEqual(20);
    expect(dropped?.storm.disconnected).toBeLessThanOrEqual(dropped?.proxy?.idleClosed ?? 0);
    expect(dropped?.ledger.lost).toBe(0);
  });

  it('sends clients along the list of transports when Upgrade is stripped', async () => {
    const { result } = await runScenario(`name: stripped
clients: { count: 20, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 500ms
drain: 20s
workers: 1
proxy: { stripUpgrade: true }
fallback: [websocket, long-poll]
`);
    const [trial] = result.trials;
    expect(trial?.fallback).toMatchObject({ count: 20, clients: { 'long-poll': 20 } });
    expect(trial?.proxy).toMatchObject({ accepted: 40, upgradesStripped: 20 });
    expect(trial?.ledger).toMatchObject({ lost: 0, duplicate: 0, outOfOrder: 0 });
    expect(trial?.bytes.unaccounted).toBe(0);
    expect(trial?.connections.failed).toBe(0);
  });

  it('stands before a target, too', async () => {
    const serve = `${process.execPath} ${builtFile('src/main.js')} serve -t sse --port \${SQUALL_PORT}`;
    const { result, stderr } = await runScenario(`name: target
transport: sse
clients: { count: 10, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 200ms
duration: 500ms
drain: 20s
workers: 1
proxy: { conditions: [{ kind: latency, latency: 50ms }] }
target:
  sse: { url: 'http://127.0.0.1:\${SQUALL_PORT}/sse' }
  publish: { url: 'http://127.0.0.1:\${SQUALL_PORT}/publish' }
  commands: { start: '${serve}' }
`);
    const [trial] = result.trials;
    expect(trial?.ledger, stderr).toMatchObject({ lost: 0, expected: trial?.ledger.delivered });
    expect(trial?.ledger.delivered).toBeGreaterThan(0);
    expect(trial?.deliveryLatencyUs.min).toBeGreaterThanOrEqual(50_000);
    expect(trial?.proxy?.accepted).toBe(10);
    expect(trial?.connections.peak.kernel).toBe(10);
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
    await running.until(() => running.stderr().includes('fault: blackhole'), 'the fault');
    process.kill(running.pid, 'SIGINT');
    const finished = await running.finished;
    expect(finished.status).toBe(130);
    const { result } = readResult(findRunDirectory(folder, finished));
    expect(result.trials[0]?.faults[0]).toMatchObject({ kind: 'blackhole' });
    await running.gone();
    expect(finished.stderr).not.toMatch(/\n\s+at /);
  });
});
