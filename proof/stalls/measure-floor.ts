import type { TransportName } from '../../src/wire/transport-names.js';
import type { ProofBench } from '../proof-row.js';

/**
 * What a message takes on a transport when nothing stalls: the median of a short run of its own. For short polling, whose
 * messages wait for a poll, the median of the polls' response times.
 */
export async function measureFloorUs(bench: ProofBench, transport: TransportName): Promise<number> {
  const { result } = await bench.run(
    `name: floor
transport: ${transport}
clients: { count: 4, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 500ms
duration: 2s
drain: 1s
poll: { period: 400ms }
`,
    '--no-report',
  );
  const [trial] = result.trials;
  const figure = transport === 'short-poll' ? trial?.responseTimeUs.p50 : trial?.deliveryLatencyUs.p50;
  if (typeof figure !== 'number') throw new Error(`the run gave no floor of ${transport}`);
  return figure;
}
