import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRunDirectory, makeFolder, readResult, startSquall } from '../support/run-squall.js';

it('holds 5,000 clients on each transport, accounts for every message and byte, and leaves nothing behind', async () => {
  const folder = makeFolder();
  const running = startSquall(['run', 'many-clients'], folder);
  const finished = await running.finished;
  const { result } = readResult(findRunDirectory(folder, finished));
  expect(result.trials.map(({ labels }) => labels.transport)).toEqual([
    'websocket',
    'sse',
    'long-poll',
    'short-poll',
  ]);
  for (const { id, ledger, bytes, connections, barrier, failures } of result.trials) {
    expect({ id, ...barrier }).toMatchObject({ reached: true, subscribed: 5000 });
    expect({ id, ...connections.peak }).toMatchObject({ clients: 5000, server: 5000 });
    expect({ id, ...connections.steady }).toEqual({ id, clients: 5000, server: 5000, kernel: 5000 });
    expect({ id, lost: ledger.lost, duplicate: ledger.duplicate, expected: ledger.expected }).toEqual({
      id,
      lost: 0,
      duplicate: 0,
      expected: ledger.accepted * 5000,
    });
    expect(bytes.unaccounted).toBe(0);
    expect(failures.resource).toBe(0);
  }
  // 4 on a machine that is too busy with other things to measure on.
  expect([0, 4]).toContain(finished.status);
  expect(running.leftBehind()).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['reports', 'results']);
  const [run = ''] = readdirSync(join(folder, 'results'));
  expect(readdirSync(join(folder, 'results', run)).sort()).toEqual([
    'histograms.hlog',
    'result.json',
    'scenario.yaml',
    'trials',
  ]);
});
