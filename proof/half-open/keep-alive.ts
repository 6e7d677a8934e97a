import type { ProofBench, ProofRow } from '../proof-row.js';
import { exactFor, lateUs } from './half-open-rows.js';

const clients = 50;
const keepAliveUs = 1_000_000;
/** TCP_KEEPCNT × TCP_KEEPINTVL as libuv sets them. */
const askingUs = 10_000_000;
/** Kernel timers of seconds are rounded up to their wheel's granularity, an eighth at most (timers.rst, kernel/time/timer.c). */
const wheelShare = 1 / 8;

/** Two messages only, one before the fault and one after everything is over: what is unacknowledged keeps the kernel from asking. */
const scenario = `name: keep-alive
seed: 3
transport: sse
clients: { count: ${clients}, rampUp: 500ms }
publish: { rate: 0.07/s }
warmUp: 1s
duration: 14500ms
drain: 1s
server: { heartbeat: 1h, keepAlive: ${keepAliveUs}us }
faults: [{ at: 500ms, kind: vanish }]
`;

/** An SSE server that only writes learns of clients that are gone from its kernel, where that asks. */
export async function* proveKeepAlive(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(scenario, '--no-report');
  const [trial] = result.trials;
  if (trial === undefined) throw new Error('the run ended early');
  const subject = `sse, all clients vanish, server.keepAlive ${keepAliveUs / 1e6} s`;
  const exact = exactFor(subject);
  const { byCause, afterUs } = trial.halfOpen?.server ?? {};
  yield exact('halfOpen.server.byCause.tcp', clients, byCause?.tcp);
  yield exact('halfOpen.zombies.atEnd', 0, trial.halfOpen?.zombies.atEnd);
  const [fromUs, toUs] = [askingUs, askingUs + keepAliveUs];
  for (const [which, measured] of [
    ['min', afterUs?.min],
    ['max', afterUs?.max],
  ] as const) {
    yield {
      subject,
      quantity: `halfOpen.server.afterUs.${which}, in ${fromUs / 1e6} to ${toUs / 1e6} s`,
      unit: 'µs',
      predicted: (fromUs + toUs) / 2,
      measured: measured ?? null,
      tolerance: (toUs - fromUs) / 2 + wheelShare * toUs + lateUs,
    };
  }
}
