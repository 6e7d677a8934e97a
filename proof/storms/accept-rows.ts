import type { ProofBench, ProofRow } from '../proof-row.js';
import { countLimit } from './limit-rows.js';
import { readStorm } from './read-storm.js';

const clients = 1_000;
const acceptedPerSecond = 400;
/** The herd needs a moment to knock, and the last of them to be greeted; the door opens every few milliseconds. */
const toleranceSeconds = 0.25;

/** All knock at once at a server that accepts C a second: the last is back N/C after the first knocked. */
export async function* proveAcceptRate(bench: ProofBench): AsyncGenerator<ProofRow> {
  const run = await bench.run(writeHerd());
  const [trial] = run.result.trials;
  if (trial === undefined) throw new Error(`the run ended early, status ${run.status}: ${run.stderr}`);
  const rows = await readStorm(run, trial);
  const firstUs = rows.find(({ attempts }) => attempts > 0)?.atUs ?? Number.NaN;
  const lastUs = rows.findLast(({ subscribed }) => subscribed > 0)?.atUs ?? Number.NaN;
  const row = (
    quantity: string,
    unit: string,
    predicted: number,
    measured: number,
    tolerance = 0,
  ): ProofRow => {
    return {
      subject: `websocket, ${acceptedPerSecond}/s accepted`,
      quantity,
      unit,
      predicted,
      measured,
      tolerance,
    };
  };
  yield row('storm.returned', '', clients, trial.storm.returned);
  yield row('storm.attempts', '', clients, trial.storm.attempts);
  const seconds = clients / acceptedPerSecond;
  yield row('last back after the first knock, N/C', 's', seconds, (lastUs - firstUs) / 1e6, toleranceSeconds);
  for (const [limit, named] of [
    ['accept-rate', 1],
    ['backlog', 0],
    ['admission', 0],
    ['server-cpu', 0],
  ] as const) {
    yield row(`${limit} among storm.fit.limitedBy`, '', named, countLimit(trial, limit));
  }
}

function writeHerd(): string {
  return `name: herd
seed: 5
clients: { count: ${clients}, rampUp: 5s }
publish: { rate: 1/s, payload: 100B }
warmUp: 500ms
duration: 6s
drain: 1s
reconnect: { policy: fixed, delay: 1s, connectTimeout: 20s }
server: { acceptRate: ${acceptedPerSecond}/s, backlog: 4096 }
faults: [{ at: 500ms, kind: disconnect, share: 100%, by: client, how: reset }]
`;
}
