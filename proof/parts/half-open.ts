import { findMissingFilter } from '../../src/network/find-missing.js';
import { proveClientHeartbeats } from '../half-open/client-heartbeat.js';
import { distanceRow, exactFor, lateUs, readHistogram } from '../half-open/half-open-rows.js';
import { proveKeepAlive } from '../half-open/keep-alive.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

const clients = 200;
const heartbeatUs = 1_000_000;
const staleAfterUs = 1_500_000;
const stallUs = 1_000_000;
const lossShare = 0.1;
/** The server's heartbeat deals its clients to this many turns in an interval: a distribution over it has as many steps. */
const turns = 20;

/** Half-open connections: who notices when, and what it costs, against what follows from the settings. */
export const halfOpenPart: ProofPart = {
  name: 'half-open',
  title: 'Half-open connections, noticed by heartbeats',
  source:
    'a ping every H whose phases are spread over H finds a dead connection after U(H, 2H), a client that last heard a ping up to H ago gives up after U(staleAfter − H, staleAfter), one that pings every H itself after U(timeout, H + timeout); packets are lost as a binomial draw',
  missing: findMissingFilter,
  async *prove(bench) {
    yield* proveVanishing(bench);
    yield* proveNoticing(bench);
    yield* proveLoss(bench);
    yield* proveStall(bench);
    yield* proveClientHeartbeats(bench);
    yield* proveKeepAlive(bench);
  },
};

function write(faults: string, rest: string, client = ''): string {
  return `name: half-open
seed: 3
clients: { count: ${clients}, rampUp: 1s${client} }
warmUp: 1s
drain: 1s
server: { heartbeat: ${heartbeatUs}us }
reconnect: { policy: fixed, delay: 500ms }
faults: [${faults}]
${rest}
`;
}

/** A server that pings knows; one that only writes keeps what it has. */
async function* proveVanishing(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result, directory } = await bench.run(
    write(
      '{ at: 500ms, kind: vanish }',
      'publish: { rate: 20/s }\nduration: 3s\nmatrix: { transport: [websocket, sse] }',
    ),
    '--no-report',
  );
  const [websocket, sse] = result.trials;
  if (websocket === undefined || sse === undefined) throw new Error('the run ended early');
  const exact = exactFor('websocket, all clients vanish');
  yield exact('halfOpen.silenced', clients, websocket.halfOpen?.silenced);
  yield exact('halfOpen.server.byCause.ping', clients, websocket.halfOpen?.server.byCause.ping);
  yield exact('halfOpen.zombies.peak', clients, websocket.halfOpen?.zombies.peak);
  yield exact('halfOpen.zombies.atEnd', 0, websocket.halfOpen?.zombies.atEnd);
  yield exact('bytes.unaccounted', 0, websocket.bytes.unaccounted);
  const reaped = await readHistogram(directory, websocket, 'reaped');
  yield distanceRow('websocket, all clients vanish', 'reaped', reaped, [heartbeatUs, 2 * heartbeatUs], turns);
  // The mean number of zombies over time is the mean time until they are reaped.
  yield {
    subject: 'websocket, all clients vanish',
    quantity: 'halfOpen.zombies.seconds ÷ clients = 1.5 H',
    unit: 's',
    predicted: (1.5 * heartbeatUs) / 1e6,
    measured: (websocket.halfOpen?.zombies.seconds ?? Number.NaN) / clients,
    // Read every 100 ms, and a step of the heartbeat.
    tolerance: 0.1 + heartbeatUs / turns / 1e6 + lateUs / 1e6,
  };
  const held = exactFor('sse, all clients vanish');
  yield held('halfOpen.server.afterUs.count', 0, sse.halfOpen?.server.afterUs.count);
  yield held('halfOpen.zombies.atEnd', clients, sse.halfOpen?.zombies.atEnd);
}

/** Pings are all a client hears here: the one message before the fault is the first of the warm-up. */
async function* proveNoticing(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result, directory } = await bench.run(
    write(
      '{ at: 1500ms, kind: packet-blackhole, for: 3s }',
      'publish: { rate: 0.15/s }\nduration: 7s',
      `, staleAfter: ${staleAfterUs}us`,
    ),
    '--no-report',
  );
  const [trial] = result.trials;
  if (trial === undefined) throw new Error('the run ended early');
  const subject = 'websocket, blackhole';
  const exact = exactFor(subject);
  yield exact('halfOpen.clients.byCause.timeout', clients, trial.halfOpen?.clients.byCause.timeout);
  yield exact('storm.disconnected', clients, trial.storm.disconnected);
  yield exact('storm.returned', clients, trial.storm.returned);
  yield exact('ledger.lost', 0, trial.ledger.lost);
  const packets = trial.faults[0]?.packets;
  yield exact('packets that passed', 0, packets && packets.seen - packets.dropped);
  const noticed = await readHistogram(directory, trial, 'noticed.timeout');
  yield distanceRow(subject, 'noticed.timeout', noticed, [staleAfterUs - heartbeatUs, staleAfterUs], turns);
}

async function* proveLoss(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(
    write(
      `{ at: 500ms, kind: packet-loss, share: ${lossShare}, for: 3s }`,
      'publish: { rate: 20/s }\nduration: 5s',
    ),
    '--no-report',
  );
  const [trial] = result.trials;
  const packets = trial?.faults[0]?.packets;
  const seen = packets?.seen ?? 0;
  yield {
    subject: 'websocket, 10 % of the packets lost',
    quantity: `share of ${seen > 10_000 ? 'more than 10,000' : seen} packets that vanished`,
    unit: '',
    predicted: lossShare,
    measured: packets === undefined ? null : packets.dropped / packets.seen,
    // Four standard deviations of a binomial share.
    tolerance: 4 * Math.sqrt((lossShare * (1 - lossShare)) / Math.max(1, seen)),
  };
  yield exactFor('websocket, 10 % of the packets lost')('ledger.lost', 0, trial?.ledger.lost);
}

async function* proveStall(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(
    write(
      `{ at: 500ms, kind: stall, for: ${stallUs}us }`,
      'publish: { rate: 100/s }\nduration: 3s\nmatrix: { transport: [websocket, sse, long-poll] }',
    ),
    '--no-report',
  );
  for (const trial of result.trials) {
    const subject = `${trial.labels.transport}, server stopped for 1 s`;
    const exact = exactFor(subject);
    yield exact('ledger.lost', 0, trial.ledger.lost);
    yield exact('storm.disconnected', 0, trial.storm.disconnected);
    yield {
      subject,
      quantity: 'deliveryLatencyUs.max',
      unit: 'µs',
      predicted: stallUs,
      measured: trial.deliveryLatencyUs.max,
      // The first message of the stall fell due within 10 ms of its beginning; all of them then leave at once.
      tolerance: 10_000 + 2 * lateUs,
    };
  }
}
