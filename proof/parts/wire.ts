import { findMissing } from '../../src/network/find-missing.js';
import type { TrialResult } from '../../src/storage/result.js';
import type { ProofPart, ProofRow } from '../proof-row.js';

const clients = 8;

/** A segment with timestamps takes 52 bytes beside its payload, a SYN or SYN-ACK of Linux 8 more. */
const segmentBytes = 52;
const handshakeExtraBytes = 8;

/** The close frames at a connection's end (RFC 6455 §5.5.1, §5.3): header 2 and code 2, and from a client 4 of masking key. */
const closeFrameBytes = { sent: 8, received: 4 } as const;

/**
 * A client that ends while its poll is being answered leaves that answer unread, which is on the wire but in no byte meter. A
 * trial ends on a report of its workers, right after a full 100 ms; with this seed every poll is due 45 to 85 ms after one.
 */
const seed = 10_067;

function writeScenario(transports: string, payload: string): string {
  return `name: wire
seed: ${seed}
clients: { count: ${clients}, rampUp: 100ms }
publish: { rate: 20/s, payload: ${payload} }
warmUp: 200ms
duration: 2s
drain: 2s
poll: { period: 1s }
matrix: { transport: [${transports}] }
`;
}

/** Proves what `--wire` counts against the sockets' own byte counts and TCP's own segment counts. */
export const wirePart: ProofPart = {
  name: 'wire',
  title: 'Bytes on the network',
  source:
    "segments × (IPv4 20, RFC 791 + TCP 20, RFC 9293 + timestamps 12, RFC 7323), 8 more for each SYN and SYN-ACK, plus the payload that the clients' byte meters counted; segments against InSegs and OutSegs of the kernel's TCP",
  missing: () => findMissing('namespaces') ?? findMissing('sockets'),
  async *prove(bench) {
    const everyTransport = 'websocket, sse, long-poll, short-poll';
    const cases = [
      ['200 B', writeScenario(everyTransport, '200B')],
      ['3,000 B: three segments each', writeScenario('websocket, sse', '3000B')],
    ] as const;
    for (const [payload, scenario] of cases) {
      const { result } = await bench.run(scenario, '--wire=namespaces', '--no-report');
      for (const trial of result.trials) yield* listInterfaceRows(trial, payload);
    }
    const { result } = await bench.run(
      writeScenario('websocket, sse, long-poll', '200B'),
      '--wire=sockets',
      '--no-report',
    );
    for (const trial of result.trials) yield* listSocketRows(trial);
  },
};

function* listInterfaceRows({ labels, wire, bytes }: TrialResult, payload: string): Iterable<ProofRow> {
  const subject = `${labels.transport}, ${payload}, at the interface`;
  for (const direction of ['sent', 'received'] as const) {
    const figures = wire?.[direction];
    const segments = figures?.segments ?? 0;
    yield {
      subject,
      quantity: `wire.${direction}.ipBytes`,
      unit: 'B',
      predicted: segments * segmentBytes + clients * handshakeExtraBytes + bytes[direction],
      measured: figures?.ipBytes ?? null,
      tolerance: 0,
    };
    yield {
      subject,
      quantity: `wire.${direction}.segments`,
      unit: '',
      predicted: figures?.tcpSegments ?? Number.NaN,
      measured: figures?.segments ?? null,
      tolerance: 0,
    };
    yield {
      subject,
      quantity: `wire.${direction}.retransmittedSegments`,
      unit: '',
      predicted: 0,
      measured: figures?.retransmittedSegments ?? null,
      tolerance: 0,
    };
  }
}

/** All of a connection is seen but its end, and only WebSocket has something to say at the end. */
function* listSocketRows({ labels, wire }: TrialResult): Iterable<ProofRow> {
  for (const direction of ['sent', 'received'] as const) {
    const unseen = labels.transport === 'websocket' ? clients * closeFrameBytes[direction] : 0;
    yield {
      subject: `${labels.transport}, 200 B, socket by socket`,
      quantity: `wire.${direction}.unexplainedBytes`,
      unit: 'B',
      predicted: 0 - unseen,
      measured: wire?.[direction].unexplainedBytes ?? null,
      tolerance: 0,
    };
  }
}
