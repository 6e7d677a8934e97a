import type { ProofBench, ProofRow } from '../proof-row.js';
import { distanceRow, exactFor, readHistogram } from './half-open-rows.js';

const clients = 200;
const everyUs = 1_000_000;
const timeoutUs = 500_000;

/** The ramp spreads the clients, and with them the phases of their pings, over one interval. */
const scenario = `name: client-heartbeats
seed: 3
clients: { count: ${clients}, rampUp: ${everyUs}us, heartbeat: ${everyUs}us, heartbeatTimeout: ${timeoutUs}us }
publish: { rate: 20/s }
warmUp: 1s
duration: 7s
drain: 1s
server: { heartbeat: 1h }
reconnect: { policy: fixed, delay: 500ms }
faults: [{ at: 1500ms, kind: packet-blackhole, for: 3s }]
`;

/** Clients that ping find a dead connection by themselves: the next ping after the fault is the first that nobody answers. */
export async function* proveClientHeartbeats(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result, directory } = await bench.run(scenario, '--no-report');
  const [trial] = result.trials;
  if (trial === undefined) throw new Error('the run ended early');
  const subject = 'websocket, blackhole, clients that ping';
  const exact = exactFor(subject);
  yield exact('halfOpen.clients.byCause.heartbeat', clients, trial.halfOpen?.clients.byCause.heartbeat);
  yield exact('storm.disconnected', clients, trial.storm.disconnected);
  yield exact('storm.returned', clients, trial.storm.returned);
  yield exact('ledger.lost', 0, trial.ledger.lost);
  yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted);
  const noticed = await readHistogram(directory, trial, 'noticed.heartbeat');
  yield distanceRow(subject, 'noticed.heartbeat', noticed, [timeoutUs, everyUs + timeoutUs], clients);
}
