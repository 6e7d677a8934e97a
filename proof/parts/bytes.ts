import { type TransportName, transportNames } from '../../src/wire/transport-names.js';
import { measureWire, type WireMeasurement } from '../bytes/measure-wire.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

/** Around the edges of WebSocket's lengths, of TLS records with and without a frame header, and of a chunk's hex digits. */
const sizes = [0, 1, 125, 126, 127, 1000, 16_380, 16_381, 16_383, 16_384, 16_385, 65_535, 65_536, 70_000];
/** The same for whole runs, whose payloads hold at least the envelope's 41 bytes. */
const runSizes = [41, 125, 126, 1000, 16_380, 16_381, 65_535, 65_536, 70_000];

const parts = ['setup', 'payload', 'framing', 'requests', 'heartbeats', 'emptyPolls'] as const;

/** Every byte on the wire, recorded by a proxy and explained from the RFCs, against what Squall's clients counted. */
export const bytesPart: ProofPart = {
  name: 'bytes',
  title: 'Bytes, to the byte',
  source:
    'a proxy records both directions of every connection; TLS is opened with the logged secrets (RFC 8446 §5.2, §7.1), frames, events, chunks and heads are told apart by RFC 6455 §5.2, the HTML standard §9.2 and RFC 9112, in code that shares nothing with the meters; for whole runs the length of a frame and its records.',
  async *prove(bench) {
    yield* proveFraming(bench, runSizes);
    for (const transport of transportNames) {
      for (const tls of [false, true]) yield* proveWire(bench.directory, transport, tls, sizes);
    }
  },
};

/** Rows for one transport, with or without TLS: framing and total by payload size, then every part summed over the sizes. */
export async function* proveWire(
  directory: string,
  transport: TransportName,
  tls: boolean,
  payloadSizes: readonly number[],
): AsyncIterable<ProofRow> {
  const measurements = await measureWire(transport, tls, payloadSizes, directory);
  const name = `${transport}${tls ? ', TLS' : ''}`;
  for (const { payloadBytes, predicted, measured } of measurements) {
    const subject = `${name}, ${payloadBytes.toLocaleString('en-US')} B`;
    yield row(subject, 'bytes.framing', predicted.framing, measured.framing);
    yield row(subject, 'bytes.setup', predicted.setup, measured.setup);
    yield row(subject, 'bytes counted in another part', 0, misplacedBytes(predicted, measured));
  }
  for (const key of ['received', 'sent', ...parts] as const) {
    const sum = (of: 'predicted' | 'measured'): number =>
      measurements.reduce((total, measurement) => total + measurement[of][key], 0);
    yield row(`${name}, all sizes`, `bytes.${key}`, sum('predicted'), sum('measured'));
  }
}

/** Rows for whole runs on WebSocket: the frame header's length by RFC 6455 §5.2, 22 B a TLS record by RFC 8446 §5.2. */
export async function* proveFraming(
  bench: Pick<ProofBench, 'run'>,
  payloadSizes: readonly number[],
): AsyncIterable<ProofRow> {
  const { result } = await bench.run(`name: framing
clients: { count: 5, rampUp: 100ms }
publish: { rate: 20/s }
warmUp: 100ms
duration: 500ms
matrix: { server.tls: [false, true], publish.payload: [${payloadSizes.map((size) => `${size}B`).join(', ')}] }
`);
  for (const { plan, ledger, bytes, labels } of result.trials) {
    const header = plan.payloadBytes <= 125 ? 2 : plan.payloadBytes <= 65_535 ? 4 : 10;
    const tls = labels['server.tls'] === 'true';
    const records = tls ? Math.ceil((plan.payloadBytes + header) / 16_384) : 0;
    const subject = `whole run, websocket${tls ? ', TLS' : ''}, ${plan.payloadBytes.toLocaleString('en-US')} B`;
    yield row(subject, 'bytes.framing', ledger.delivered * (header + 22 * records), bytes.framing);
    yield row(subject, 'bytes.payload', ledger.delivered * plan.payloadBytes, bytes.payload);
  }
}

function misplacedBytes(
  predicted: WireMeasurement['predicted'],
  measured: WireMeasurement['measured'],
): number {
  return parts.reduce((sum, part) => sum + Math.abs(measured[part] - predicted[part]), 0);
}

function row(subject: string, quantity: string, predicted: number, measured: number): ProofRow {
  return { subject, quantity, unit: 'B', predicted, measured, tolerance: 0 };
}
