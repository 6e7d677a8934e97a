import { describe, expect, it } from 'vitest';
import { missingProcessor } from '../../proof/histograms/histogram-log-processor.js';
import { checkPublishedLogs, checkShards, checkWithProcessor } from '../../proof/parts/histograms.js';
import { withBench } from '../../proof/proof-bench.js';
import { agrees, type ProofRow } from '../../proof/proof-row.js';

async function expectAgreement(rows: AsyncIterable<ProofRow> | Iterable<ProofRow>): Promise<void> {
  const all: ProofRow[] = [];
  for await (const row of rows) all.push(row);
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter((row) => !agrees(row))).toEqual([]);
}

describe('histograms', () => {
  it('give the published figures of the logs of HdrHistogram', () => expectAgreement(checkPublishedLogs()));

  it('of seven shards, merged, are those of the values', () => expectAgreement(checkShards()));

  it.skipIf(missingProcessor() !== undefined)('are read alike by HistogramLogProcessor', () =>
    withBench((bench) => expectAgreement(checkWithProcessor(bench))),
  );
});
