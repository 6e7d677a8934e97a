import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import type { HistogramsFile } from '../../src/storage/result.js';
import type { ProofBench, ProofRow } from '../proof-row.js';
import { compareTime } from './latency-rows.js';

const uniform = { periodUs: 1_000_000, ratePerSecond: 500, seconds: 8 };

/**
 * One client polls, messages come as a Poisson process over a whole number of periods: given their number their instants
 * are independent and uniform, so are the times to the next poll, and the Kolmogorov–Smirnov statistic has its textbook
 * distribution. (Of many clients times the same messages it has not: each phase and each instant comes in many pairs.)
 */
export async function* checkUniform(bench: ProofBench): AsyncIterable<ProofRow> {
  const { periodUs, ratePerSecond: rate, seconds } = uniform;
  const { result, directory } = await bench.run(
    `name: uniform
seed: 3
transport: short-poll
clients: { count: 1, rampUp: 0s }
publish: { rate: ${rate}/s, arrivals: poisson }
warmUp: 2s
duration: ${seconds}s
drain: 2s
poll: { period: ${periodUs}us }
`,
    '--no-report',
  );
  const trial = result.trials[0];
  if (trial === undefined) throw new Error('the run has no trial');
  const text = await readFile(join(directory, trial.files.histograms), 'utf8');
  const encoded = (JSON.parse(text) as HistogramsFile).histograms.delivery;
  if (encoded === undefined) throw new Error('nothing was delivered');
  const latencies = LatencyHistogram.decode(encoded);
  // Every poll comes back a round trip after it was due: the whole distribution is later by that.
  const floorUs = trial.responseTimeUs.p50 ?? Number.NaN;
  yield {
    subject: `short-poll, 1 client, period 1 s, ${latencies.count} messages at Poisson instants`,
    quantity: 'Kolmogorov–Smirnov distance from U(0, P) + round trip',
    unit: '',
    predicted: 0,
    measured: measureDistance(latencies, floorUs, periodUs),
    tolerance: 1.628 / Math.sqrt(latencies.count),
  };
}

/** Largest distance of the distribution function from that of U(floor, floor + period), on both sides of every step. */
function measureDistance(latencies: LatencyHistogram, floorUs: number, periodUs: number): number {
  const { count } = latencies;
  let most = 0;
  for (let rank = 1; rank <= count; rank++) {
    const valueUs = latencies.valueAt(rank / count) ?? Number.NaN;
    const share = Math.min(1, Math.max(0, (valueUs - floorUs) / periodUs));
    most = Math.max(most, Math.abs(share - rank / count), Math.abs(share - (rank - 1) / count));
  }
  return most;
}

/** Many clients, and a rate that shares no divisor with the period. */
export async function* checkManyPollers(bench: ProofBench): AsyncIterable<ProofRow> {
  const { result } = await bench.run(
    `name: pollers
seed: 4
transport: short-poll
clients: { count: 100, rampUp: 500ms }
publish: { rate: 37/s }
warmUp: 1s
duration: 8s
drain: 2s
poll: { period: 1s }
`,
    '--no-report',
  );
  const subject = 'short-poll, 100 clients, period 1 s, 37 messages/s';
  const latency = result.trials[0]?.deliveryLatencyUs;
  yield compareTime(subject, 'deliveryLatencyUs.p50 = P/2', 'µs', 500_000, latency?.p50 ?? null);
  yield compareTime(subject, 'deliveryLatencyUs.p99 = 0.99 P', 'µs', 990_000, latency?.p99 ?? null);
}
