import { describe, expect, it } from 'vitest';
import { checkStalls } from '../../proof/parts/omission.js';
import { withBench } from '../../proof/proof-bench.js';
import type { ProofRow } from '../../proof/proof-row.js';
import { checkLatePublisher } from '../../proof/stalls/check-late-publisher.js';

/** What a busy machine may add to the time that a message takes when nothing stalls, by which predictions are raised. */
const floorAtMostUs = 50_000;
/** A publisher that waited for the server would send a tenth of its messages later than this by several times. */
const sendLagAtMostUs = 100_000;

/**
 * Whatever the machine adds, nothing due in a stall may be shown as quicker than the stall's end: that is what omission would do. How much
 * slower it may be, the proof holds on an idle machine: `npm run proof -- omission`, all transports.
 */
async function expectNothingOmitted(rows: AsyncIterable<ProofRow>): Promise<void> {
  const seen: string[] = [];
  for await (const { subject, quantity, predicted, measured, tolerance } of rows) {
    const [figure = ''] = quantity.split(';');
    seen.push(figure);
    const about = `${subject}: ${figure}`;
    if (figure === 'deliveries') expect(measured, about).toBe(predicted);
    else if (figure === 'sendLagUs.p90') expect(measured, about).toBeLessThan(sendLagAtMostUs);
    else expect(measured, about).toBeGreaterThan(predicted - tolerance - floorAtMostUs);
  }
  expect(seen).toEqual(
    expect.arrayContaining(['deliveries', 'deliveryLatencyUs.p90', 'deliveryLatencyUs.max']),
  );
}

describe('no coordinated omission', () => {
  it('while the server stalls', () =>
    withBench((bench) =>
      expectNothingOmitted(
        checkStalls(bench, 'websocket', { stall: '1s/5s', warmUpMs: 2_500, windowMs: 4_000 }),
      ),
    ));

  it('while the publisher stands still', () =>
    withBench((bench) => expectNothingOmitted(checkLatePublisher(bench))));
});
