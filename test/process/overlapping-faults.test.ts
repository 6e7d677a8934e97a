import { describe, expect, it } from 'vitest';
import { runScenario } from '../support/run-squall.js';

/** A cut right before the crash, one while the server is away on either side, and one after it. */
const scenario = `name: overlap
seed: 5
clients: { count: 60, rampUp: 300ms }
publish: { rate: 20/s }
warmUp: 300ms
duration: 4500ms
drain: 1s
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
    for (const { id, phases, faults, storm, ledger } of result.trials) {
      const measuredFromUs = phases.find(({ name }) => name === 'steady')?.startUs ?? Number.NaN;
      const planned = [900_000, 1_000_000, 1_500_000, 1_600_000, 4_000_000];
      for (const [index, atUs] of planned.entries()) {
        // The clock that plans counts microseconds, a timer milliseconds.
        const sinceDueUs = (faults[index]?.injectedAtUs ?? 0) - measuredFromUs - atUs;
        expect(sinceDueUs, `${id}, fault ${index}`).toBeGreaterThan(-2_000);
      }
      // In the order of their plan, and none waits for the outage to end.
      const injected = faults.map(({ injectedAtUs }) => injectedAtUs);
      expect(injected, id).toEqual(injected.toSorted((a, b) => a - b));
      expect(injected[3], id).toBeLessThan(faults[1]?.readyAtUs ?? 0);
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
