import { describe, expect, it } from 'vitest';
import { runScenario } from '../support/run-squall.js';

/** A cut right before the crash, one while the server is away on either side, and one after it. */
const scenario = `name: overlap
seed: 5
clients: { count: 60, rampUp: 300ms }
publish: { rate: 20/s }
warmUp: 300ms
duration: 5s
reconnect: { policy: fixed, delay: 300ms }
faults:
  - { at: 900ms, kind: disconnect, share: 50%, by: client }
  - { at: 1s, kind: server-restart, mode: crash, downtime: 1s }
  - { at: 1500ms, kind: disconnect, share: 50%, by: client }
  - { at: 1600ms, kind: disconnect, share: 50%, by: server }
  - { at: 4s, kind: disconnect, share: 50%, by: server }
matrix:
  transport: [websocket, long-poll]
`;

describe('faults that overlap', () => {
  it('are injected when they are due, each with its own record', async () => {
    const { result } = await runScenario(scenario);
    expect(result.trials).toHaveLength(2);
    for (const { id, faults, storm, ledger } of result.trials) {
      const measuredFromUs = (faults[0]?.injectedAtUs ?? 0) - 900_000;
      const planned = [900_000, 1_000_000, 1_500_000, 1_600_000, 4_000_000];
      for (const [index, atUs] of planned.entries()) {
        const late = (faults[index]?.injectedAtUs ?? 0) - measuredFromUs - atUs;
        // Late by no more than timers are; before, the third and fourth waited for the end of the outage.
        expect(Math.abs(late), `${id}, fault ${index}`).toBeLessThan(300_000);
      }
      expect(faults.map(({ readyAtUs }) => readyAtUs !== null)).toEqual([false, true, false, false, false]);
      // 30 cut before the crash, the other 30 by it; nobody during the outage; 30 by the server at last.
      expect({ id, disconnected: storm.disconnected, returned: storm.returned }).toEqual({
        id,
        disconnected: 90,
        returned: 90,
      });
      expect(ledger.expected).toBe(ledger.delivered + ledger.lost);
    }
  });
});
