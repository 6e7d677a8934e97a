import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncodedHistogram, LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import type { TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';
import { proveGap } from '../proxy/gap-rows.js';

const clients = 20;
const payloadBytes = 1000;
const latencyUs = 100_000;
const jitterUs = 40_000;
const bytesPerSecond = 20_000;

/** Payloads from 126 bytes on have a frame header of 4 (RFC 6455 §5.2). */
const frameBytes = payloadBytes + 4;
/** A timer of Node.js counts whole milliseconds, and is late by up to one. */
const timerUs = 1_000;
/** Relative width of the histogram's buckets: three significant digits. */
const resolution = 0.001;
/** Kolmogorov's limit distribution: D √n stays below this in 99 of 100 cases. */
const kolmogorov99 = 1.628;

/** Ten messages a second are further apart than any jitter, so that none holds another back. */
const base = `seed: 5
clients: { count: ${clients}, rampUp: 200ms }
publish: { rate: 10/s, payload: ${payloadBytes}B }
warmUp: 500ms
duration: 5s
drain: 2s
workers: 1
`;

const conditions = `name: proxy-conditions
${base}matrix:
  proxy.conditions:
    - []
    - [{ kind: latency, latency: ${latencyUs}us }]
    - [{ kind: latency, latency: ${latencyUs}us, jitter: ${jitterUs}us }]
    - [{ kind: bandwidth, rate: ${bytesPerSecond}B/s }]
    - [{ kind: sliced-writes, size: 100B, delay: 2ms }]
`;

const fallback = `name: proxy-fallback
${base}proxy: { stripUpgrade: true }
matrix:
  fallback: [[websocket, sse], [websocket, long-poll, sse]]
`;

/** The proxy against the arithmetic of what it was told to do. */
export const proxyPart: ProofPart = {
  name: 'proxy',
  title: 'The proxy between clients and server',
  source:
    'what the proxy was told: a latency is added, a jitter is uniform, n bytes take n/R at a rate of R (frames of RFC 6455 §5.2), slices wait for one another, a stripped Upgrade costs every client one handshake, a gap g in long polling loses λg/(1 + λg); beside the same trial with a proxy that does nothing',
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  const slow = await bench.run(conditions, '--no-report');
  const [plain, latency, jitter, bandwidth, sliced] = slow.result.trials;
  if (plain === undefined || sliced === undefined) throw new Error(`the run ended early: ${slow.stderr}`);
  for (const trial of slow.result.trials) yield* proveBooks(trial);
  yield proveRise('latency 100 ms', latencyUs, plain, latency);
  yield proveRise('1,004 B at 20 KB/s', (frameBytes * 1e6) / bytesPerSecond, plain, bandwidth);
  // Eleven slices, ten pauses between them; each is a timer of its own, late by up to a millisecond.
  const pauses = Math.ceil(frameBytes / 100) - 1;
  yield proveRise('slices of 100 B, 2 ms apart', pauses * 2_000, plain, sliced, (pauses - 1) * timerUs);
  yield await proveUniform(slow.directory, plain, jitter);
  const fallen = await bench.run(fallback, '--no-report');
  for (const [at, name] of (['sse', 'long-poll'] as const).entries()) {
    yield* proveFallback(name, fallen.result.trials[at]);
  }
  yield* proveGap(bench);
}

function exact(subject: string, quantity: string, predicted: number, measured: number | null): ProofRow {
  return { subject, quantity, unit: '', predicted, measured, tolerance: 0 };
}

function* proveBooks(trial: TrialResult): Generator<ProofRow> {
  const subject = String(trial.labels['proxy.conditions'] ?? trial.id);
  yield exact(subject, 'ledger.lost', 0, trial.ledger.lost);
  yield exact(subject, 'ledger.outOfOrder', 0, trial.ledger.outOfOrder);
  yield exact(subject, 'bytes.unaccounted', 0, trial.bytes.unaccounted);
  yield exact(subject, 'proxy.accepted', clients, trial.proxy?.accepted ?? null);
  yield exact(subject, 'connections.steady.kernel', clients, trial.connections.steady.kernel);
  yield exact(subject, 'connections.steady.server', clients, trial.connections.steady.server);
}

/** The median may differ by the scatter of the trial without conditions, by a timer, and by the width of a bucket. */
function proveRise(
  subject: string,
  predicted: number,
  plain: TrialResult,
  slowed: TrialResult | undefined,
  allowedUs = 0,
): ProofRow {
  const [before, after] = [plain.deliveryLatencyUs.p50, slowed?.deliveryLatencyUs.p50 ?? null];
  return {
    subject,
    quantity: 'rise of deliveryLatencyUs.p50',
    unit: 'µs',
    predicted,
    measured: before === null || after === null ? null : after - before,
    tolerance: allowedUs + timerUs + resolution * predicted + (plain.deliveryLatencyUs.p90 ?? 0),
  };
}

/** U(latency − jitter, latency + jitter) behind the floor. */
async function proveUniform(
  directory: string,
  plain: TrialResult,
  jittered: TrialResult | undefined,
): Promise<ProofRow> {
  if (jittered === undefined) throw new Error('the trial with jitter is missing');
  const text = await readFile(join(directory, jittered.files.histograms), 'utf8');
  const { histograms } = JSON.parse(text) as { histograms: Record<string, EncodedHistogram> };
  if (histograms.delivery === undefined) throw new Error('the trial stored no latencies');
  const delivery = LatencyHistogram.decode(histograms.delivery);
  const floorUs = plain.deliveryLatencyUs.p90 ?? 0;
  let distance = 0;
  for (let share = 0.005; share < 1; share += 0.005) {
    const predicted = latencyUs - jitterUs + share * 2 * jitterUs;
    distance = Math.max(distance, Math.abs((delivery.valueAt(share) ?? 0) - predicted) / (2 * jitterUs));
  }
  return {
    subject: 'latency 100 ms, jitter 40 ms',
    quantity: 'K–S distance from U(60 ms, 140 ms)',
    unit: '',
    predicted: 0,
    measured: distance,
    tolerance: kolmogorov99 / Math.sqrt(delivery.count) + (floorUs + timerUs) / (2 * jitterUs) + 0.005,
  };
}

function* proveFallback(name: 'sse' | 'long-poll', trial: TrialResult | undefined): Generator<ProofRow> {
  const subject = `Upgrade stripped, then ${name}`;
  yield exact(subject, 'fallback.count', clients, trial?.fallback?.count ?? null);
  yield exact(subject, `fallback.clients.${name}`, clients, trial?.fallback?.clients[name] ?? null);
  yield exact(subject, 'proxy.upgradesStripped', clients, trial?.proxy?.upgradesStripped ?? null);
  yield exact(subject, 'proxy.accepted', 2 * clients, trial?.proxy?.accepted ?? null);
  yield exact(subject, 'ledger.lost', 0, trial?.ledger.lost ?? null);
  yield exact(subject, 'bytes.unaccounted', 0, trial?.bytes.unaccounted ?? null);
}
