import type { StormLimit, TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofRow } from '../proof-row.js';

const clients = 1_000;

/** A herd whose handshakes cost the server a core: 2 ms of CPU time each, 2 s for all of them. */
export async function* proveLimits(bench: ProofBench): AsyncGenerator<ProofRow> {
  const run = await bench.run(writeHerd());
  const [trial] = run.result.trials;
  if (trial === undefined) throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
  const row = (quantity: string, predicted: number, measured: number): ProofRow => {
    return {
      subject: `websocket, ${clients} handshakes of 2 ms CPU`,
      quantity,
      unit: '',
      predicted,
      measured,
      tolerance: 0,
    };
  };
  yield row('storm.returned', clients, trial.storm.returned);
  yield row('server-cpu among storm.fit.limitedBy', 1, countLimit(trial, 'server-cpu'));
  yield row('accept-rate among storm.fit.limitedBy', 0, countLimit(trial, 'accept-rate'));
  yield row('backlog among storm.fit.limitedBy', 0, countLimit(trial, 'backlog'));
  yield row('admission among storm.fit.limitedBy', 0, countLimit(trial, 'admission'));
}

/** 1 when a trial's verdict names the limit. */
export function countLimit({ storm }: TrialResult, limit: StormLimit['limit']): number {
  return storm.fit?.limitedBy.filter((named) => named.limit === limit).length ?? 0;
}

function writeHerd(): string {
  return `name: costly-herd
seed: 6
clients: { count: ${clients}, rampUp: 6s }
publish: { rate: 1/s, payload: 100B }
warmUp: 500ms
duration: 6s
drain: 1s
workers: 1
reconnect: { policy: fixed, delay: 1s, connectTimeout: 20s }
server: { backlog: 4096, flaws: [busy-handshake=2ms] }
faults: [{ at: 500ms, kind: disconnect, share: 100%, by: client, how: reset }]
`;
}
