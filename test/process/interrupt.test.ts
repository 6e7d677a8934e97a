import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRunDirectory, makeFolder, readResult, startSquall } from '../support/run-squall.js';

const scenario = `name: long
clients: { count: 50, rampUp: 200ms }
publish: { rate: 20/s }
warmUp: 500ms
matrix: { duration: [500ms, 2m] }
`;

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a run in order and keeps what was measured',
  async (signal) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'long.yaml'), scenario);
    const running = startSquall(['run', 'long.yaml', '--no-floor'], folder);
    await running.until(() => /trial 2\/[\s\S]* s steady/.test(running.stderr()), 'the second trial');
    process.kill(running.pid, signal);
    const finished = await running.finished;
    expect(finished.status).toBe(130);
    const { result } = readResult(findRunDirectory(folder, finished));
    expect(result.run.status).toBe('interrupted');
    expect(result.run.endedAt).not.toBeNull();
    const [first, last] = [result.trials[0], result.trials.at(-1)];
    expect(first?.status).toBe('complete');
    expect(last?.status).toBe('interrupted');
    expect(last?.ledger.delivered).toBeGreaterThan(0);
    expect(last?.ledger.expected).toBe((last?.ledger.delivered ?? 0) + (last?.ledger.lost ?? 0));
    await running.gone();
    expect(finished.stderr).not.toMatch(/\n\s+at /);
  },
);
