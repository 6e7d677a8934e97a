import { describe, expect, it } from 'vitest';
import type { AcksResult, TrialResult } from '../../src/storage/result.js';
import { runScenario } from '../support/run-squall.js';

const clients = 10;
/** Messages of warm-up and measured part: 100/s for 1.3 s. */
const messages = 130;
const base = `name: acks
seed: 2
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 100/s }
warmUp: 300ms
duration: 1s
drain: 20s
reconnect: { policy: fixed, delay: 100ms }
`;

function acksOf(trial: TrialResult): AcksResult {
  if (trial.acks === undefined) throw new Error(`${trial.id} has no acknowledgements`);
  return trial.acks;
}

/**
 * Every acknowledgement that is withheld has the message come once more, which is acknowledged too: A acknowledgements are
 * due for N messages and the ⌊A/n⌋ that came again.
 */
function countWithheld(lossEvery: number): number {
  let due = messages;
  while (due !== messages + Math.floor(due / lossEvery)) due = messages + Math.floor(due / lossEvery);
  return due - messages;
}

describe('delivery at least once', () => {
  it('has a message come again for each acknowledgement that is lost, and each delivered once', async () => {
    const { result } = await runScenario(`${base}
acks: { mode: each, timeout: 1500ms, loseEvery: 10 }
transport: sse
`);
    const again = clients * countWithheld(10);
    expect(again).toBe(140);
    for (const trial of result.trials) {
      const { sent, withheld, refused, redelivered, server, uplinks } = acksOf(trial);
      expect({ sent, withheld, refused, redelivered, server }).toEqual({
        sent: clients * messages,
        withheld: again,
        refused: 0,
        redelivered: again,
        server: { acknowledged: clients * messages, redelivered: again },
      });
      expect(trial.ledger).toMatchObject({ delivered: clients * messages, lost: 0, duplicate: 0 });
      expect(uplinks.opened).toBe(clients);
      expect(trial.bytes.unaccounted).toBe(0);
      expect(trial.bytes.requests).toBeGreaterThan(sent * 'one 12345678-1'.length);
    }
  });

  it('goes on after a cut with what was not acknowledged, and receivers drop what they had', async () => {
    const { result } = await runScenario(`${base}
acks: { every: 400ms, timeout: 1m }
faults: [{ at: 500ms, kind: disconnect }]
`);
    for (const trial of result.trials) {
      const { redelivered, server } = acksOf(trial);
      expect(trial.ledger).toMatchObject({ delivered: clients * messages, lost: 0, duplicate: 0 });
      expect(trial.storm.returned).toBe(clients);
      // Up to 400 ms of messages, 40 of the 80 until then, are not acknowledged when the connection breaks.
      expect(redelivered).toBeGreaterThan(0);
      expect(redelivered).toBeLessThanOrEqual(server.redelivered);
      expect(server.redelivered).toBeLessThan(clients * 70);
    }
  });
});
