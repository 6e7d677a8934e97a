import { describe, expect, it } from 'vitest';
import { clockPart } from '../../proof/parts/clock.js';
import { withBench } from '../../proof/proof-bench.js';
import type { ProofRow } from '../../proof/proof-row.js';

const missing = clockPart.missing?.();
if (missing !== undefined) process.stderr.write(`clocks were not compared: ${missing}\n`);

describe.skipIf(missing !== undefined)('clocks', () => {
  it('differ by no more than the bound within a host, and by the shift where one is shifted', async () => {
    const rows: ProofRow[] = [];
    await withBench(async (bench) => {
      for await (const row of clockPart.prove(bench)) rows.push(row);
    });
    expect(rows).toHaveLength(9);
    for (const { subject, predicted, measured, tolerance } of rows) {
      expect(Math.abs((measured ?? Number.NaN) - predicted), subject).toBeLessThanOrEqual(tolerance);
    }
    // With all of the delay on one way the estimate is wrong by half of it: at the edge of the bound, not beyond.
    const oneWay = rows.find(({ subject }) => subject.includes('slower'));
    expect(oneWay?.measured).toBeLessThan(-5000);
  });
});
