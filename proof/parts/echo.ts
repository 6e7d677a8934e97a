import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncodedHistogram, LatencyHistogram } from '../../src/metrics/latency-histogram.js';
import type { EchoResult, TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

const clients = 30;
const payloadBytes = 100;
const ratePerSecond = 7;
/** Seven messages a second fall on 21 different points of this period, so a client's polls and messages do not keep step. */
const periodUs = 300_000;
const seconds = { warmUp: 1, duration: 6 };
const delayUs = 50_000;

/** Kolmogorov's limit distribution: D √n stays below this in 99 of 100 cases. */
const kolmogorov99 = 1.628;
/** Relative width of the histogram's buckets: three significant digits. */
const resolution = 0.001;

/** Round trips against a server that gives echoes back a known time later, and against what polling must cost. */
export const echoPart: ProofPart = {
  name: 'echo',
  title: 'Round trips on one clock',
  source:
    "the schedule's arithmetic, the delay built into the server, the uniform distribution of a wait for the next poll, framing from RFC 6455 §5.2 and RFC 9112 §7.1",
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result, directory, status, stderr } = await bench.run(writeScenario());
  if (result.trials.length !== 8) throw new Error(`the run ended early, status ${status}: ${stderr}`);
  for (const trial of result.trials) yield* proveCounts(trial);
  for (const transport of ['websocket', 'sse', 'long-poll']) {
    const [prompt, late] = result.trials.filter(({ labels }) => labels.transport === transport);
    if (prompt !== undefined && late !== undefined) yield proveRise(transport, echoOf(prompt), echoOf(late));
  }
  const polls = result.trials.filter(({ labels }) => labels.transport === 'short-poll');
  const floorUs = findFloorUs(result.trials);
  for (const [at, trial] of polls.entries()) {
    yield await proveUniform(trial, directory, at === 0 ? 0 : delayUs, floorUs);
  }
}

function writeScenario(): string {
  return `name: echo
seed: 11
clients: { count: ${clients}, rampUp: 500ms }
echo: { rate: ${ratePerSecond}/s, payload: ${payloadBytes}B }
poll: { period: ${periodUs}us }
warmUp: ${seconds.warmUp}s
duration: ${seconds.duration}s
drain: 2s
matrix:
  transport: [websocket, sse, long-poll, short-poll]
  server.flaws: [[delay=0s], [delay=${delayUs}us]]
`;
}

/** Rate × time is whole, so every client has as many instants within it, whatever its phase. */
function* proveCounts(trial: TrialResult): Generator<ProofRow> {
  const { ledger, uplinks } = echoOf(trial);
  const sent = clients * ratePerSecond * (seconds.warmUp + seconds.duration);
  const exact = (quantity: string, predicted: number, measured: number | null, unit = ''): ProofRow => {
    return { subject: describe(trial), quantity, unit, predicted, measured, tolerance: 0 };
  };
  yield exact('echo.ledger.sent', sent, ledger.sent);
  yield exact('echo.ledger.returned', sent - ledger.lost, ledger.returned);
  yield exact('echo.ledger.lost', 0, ledger.lost);
  yield exact('echo.ledger.duplicate', 0, ledger.duplicate);
  yield exact('bytes.payload', 2 * payloadBytes * sent, trial.bytes.payload, 'B');
  yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
  const { transport } = trial.labels;
  if (transport === 'websocket') yield exact('bytes.framing', (2 + 6) * sent, trial.bytes.framing, 'B');
  // Fields of the event, 20 B; a chunk of 120 B has 2 hex digits and two line ends.
  if (transport === 'sse') yield exact('bytes.framing', (20 + 2 + 4) * sent, trial.bytes.framing, 'B');
  const second = transport === 'websocket' ? 0 : clients;
  yield exact('echo.uplinks.steady.clients', second, uplinks.steady.clients);
  yield exact('echo.uplinks.steady.server', second, uplinks.steady.server);
  yield exact('echo.uplinks.steady.kernel', second, uplinks.steady.kernel);
}

/** The median may differ by the floor's own scatter between the two trials, and by the width of a bucket. */
function proveRise(transport: string, prompt: EchoResult, late: EchoResult): ProofRow {
  const [before, after] = [prompt.roundTripUs.p50, late.roundTripUs.p50];
  return {
    subject: `${transport}, echoes ${delayUs / 1000} ms late`,
    quantity: 'rise of echo.roundTripUs.p50',
    unit: 'µs',
    predicted: delayUs,
    measured: before === null || after === null ? null : after - before,
    tolerance: resolution * delayUs + (prompt.roundTripUs.p90 ?? 0),
  };
}

/** An echo waits for the next poll, and polls and messages do not keep step: uniform over a period, behind delay and floor. */
async function proveUniform(
  trial: TrialResult,
  directory: string,
  fromUs: number,
  floorUs: number,
): Promise<ProofRow> {
  const { histograms } = JSON.parse(await readFile(join(directory, trial.files.histograms), 'utf8')) as {
    histograms: Record<string, EncodedHistogram>;
  };
  const encoded = histograms.echo;
  if (encoded === undefined) throw new Error('the trial stored no round trips');
  const roundTrips = LatencyHistogram.decode(encoded);
  let distance = 0;
  for (let share = 0.005; share < 1; share += 0.005) {
    const predicted = fromUs + share * periodUs;
    distance = Math.max(distance, Math.abs((roundTrips.valueAt(share) ?? 0) - predicted) / periodUs);
  }
  return {
    subject: describe(trial),
    quantity: `K–S distance from U(0, ${periodUs / 1000} ms) + ${fromUs / 1000} ms`,
    unit: '',
    predicted: 0,
    measured: distance,
    tolerance: kolmogorov99 / Math.sqrt(roundTrips.count) + floorUs / periodUs + 0.005,
  };
}

/** What a request and its answer take here, from the transport whose polls wait for nothing else. */
function findFloorUs(trials: readonly TrialResult[]): number {
  const prompt = trials.find(({ labels }) => labels.transport === 'long-poll');
  return prompt?.echo?.roundTripUs.p90 ?? 0;
}

function describe({ labels }: TrialResult): string {
  return `${labels.transport}, ${labels['server.flaws'] ?? 'delay=0s'}`;
}

function echoOf(trial: TrialResult): EchoResult {
  if (trial.echo === null) throw new Error(`${trial.id} has no echoes`);
  return trial.echo;
}
