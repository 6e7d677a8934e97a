import { describe, expect, it } from 'vitest';
import { foreseePatienceUs } from './foresee-noticing.js';
import { parseScenario } from './parse-scenario.js';

function foresee(clients: string, rate = '1/s'): number | undefined {
  const text = `name: patience
transport: websocket
clients: { count: 10, ${clients} }
publish: { rate: ${rate} }
duration: 5s
`;
  const [cell] = parseScenario(text, 'patience.yaml').cells;
  return cell === undefined ? undefined : foreseePatienceUs(cell.scenario);
}

describe('how long into a silence clients give up on average', () => {
  it.each([
    ['never, when nothing makes them', '', undefined],
    ['half an interval of messages before staleAfter', 'staleAfter: 4s', 3_500_000],
    ['half an interval of pings after the timeout', 'heartbeat: 10s, heartbeatTimeout: 2s', 7_000_000],
    // T between 3 and 4 s, P between 2 and 12 s: 3 s less ∫₂³ (1 − (12 − p)/10) dp, and ∫₃⁴ (4 − t)(12 − t)/10 dt.
    [
      'the earlier of both, on average, which is less than the earlier of the averages',
      'staleAfter: 4s, heartbeat: 10s, heartbeatTimeout: 2s',
      Math.round(1e6 * (3 - 0.05 + (8 / 2 + 1 / 3) / 10)),
    ],
  ])('%s', (_name, clients, patienceUs) => {
    expect(foresee(clients)).toBe(patienceUs);
  });
});
