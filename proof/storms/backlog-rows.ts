import type { ProofBench, ProofRow } from '../proof-row.js';
import { countLimit } from './limit-rows.js';

const clients = 1_000;
/** TCP tries a handshake again after 1 s (RFC 6298 §2; TCP_TIMEOUT_INIT in Linux); a hundredth off for the kernel's timer. */
const retransmitUs = 990_000;

/** The same crash with a backlog of 64 and one of 4,096. */
export async function* proveBacklog(bench: ProofBench): AsyncGenerator<ProofRow> {
  const run = await bench.run(writeCrash());
  const [small, large] = run.result.trials;
  if (small === undefined || large === undefined)
    throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
  const longestUs = small.reconnectTimeUs.max ?? 0;
  const row = (subject: string, quantity: string, predicted: number, measured: number | null): ProofRow => {
    return {
      subject: `websocket, fixed delay, ${subject}`,
      quantity,
      unit: '',
      predicted,
      measured,
      tolerance: 0,
    };
  };
  // With 64 the last of them may find the queue full four times, and be back 15 s later: after the trial.
  yield row('backlog 4,096', 'storm.returned', clients, large.storm.returned);
  yield row('backlog 4,096', 'server.listenOverflows', 0, large.server.listenOverflows);
  yield row(
    'backlog 4,096',
    'longest accept queue beyond 4,096',
    0,
    Math.max(0, (large.storm.server?.listenQueueMax ?? 0) - 4_097),
  );
  yield row(
    'backlog 64',
    'server.listenOverflows above 0',
    1,
    Number((small.server.listenOverflows ?? 0) > 0),
  );
  // A queue holds one connection more than the backlog says.
  yield row(
    'backlog 64',
    'longest accept queue beyond 65',
    0,
    Math.max(0, (small.storm.server?.listenQueueMax ?? 0) - 65),
  );
  yield row('backlog 64', 'a handshake of 1 s or more', 1, Number(longestUs >= retransmitUs));
  yield row('backlog 64', 'backlog among storm.fit.limitedBy', 1, countLimit(small, 'backlog'));
  yield row('backlog 4,096', 'backlog among storm.fit.limitedBy', 0, countLimit(large, 'backlog'));
  const [slow, quick] = [small.storm.backUs.fromReady.p99, large.storm.backUs.fromReady.p99];
  yield row(
    'backlog 64',
    '99 % back later than with 4,096',
    1,
    // Nothing where fewer came back before the end of the trial.
    Number((slow ?? Number.POSITIVE_INFINITY) > (quick ?? Number.POSITIVE_INFINITY)),
  );
}

function writeCrash(): string {
  return `name: backlogs
seed: 4
clients: { count: ${clients}, rampUp: 4s }
publish: { rate: 1/s, payload: 100B }
warmUp: 500ms
duration: 10s
drain: 1s
reconnect: { policy: fixed, delay: 1s, connectTimeout: 20s }
faults: [{ at: 500ms, kind: server-restart, mode: crash, downtime: 500ms }]
matrix:
  server.backlog: [64, 4096]
`;
}
