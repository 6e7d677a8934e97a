import { describe, expect, it } from 'vitest';
import { checkStalls } from '../../proof/parts/omission.js';
import { withBench } from '../../proof/proof-bench.js';
import { agrees, type ProofRow } from '../../proof/proof-row.js';
import { checkLatePublisher } from '../../proof/stalls/check-late-publisher.js';

async function expectAgreement(rows: AsyncIterable<ProofRow>): Promise<void> {
  const all: ProofRow[] = [];
  for await (const row of rows) all.push(row);
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter((row) => !agrees(row))).toEqual([]);
}

describe('no coordinated omission', () => {
  // All transports, and the distribution of short polling: `npm run proof -- omission`.
  it('while the server stalls', () =>
    withBench((bench) =>
      expectAgreement(checkStalls(bench, 'websocket', { stall: '1s/5s', warmUpMs: 2_500, windowMs: 4_000 })),
    ));

  it('while the publisher stands still', () =>
    withBench((bench) => expectAgreement(checkLatePublisher(bench))));
});
