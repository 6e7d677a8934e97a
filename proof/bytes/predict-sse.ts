import { headEnd } from './predict-http.js';
import type { PredictedStreams, Stretch } from './predicted-bytes.js';

/**
 * What each byte of an SSE connection is there for: the response's head, then chunks (RFC 9112 §7.1), each of which holds one
 * block of the stream (HTML Living Standard §9.2.5), as docs/protocol.md says.
 */
export function predictSse(up: Buffer, down: Buffer): PredictedStreams {
  const head = headEnd(down);
  return {
    up: [{ part: 'setup', bytes: up.length }],
    down: [{ part: 'setup', bytes: head }, ...explainChunks(down, head)],
  };
}

function explainChunks(stream: Buffer, start: number): Stretch[] {
  const stretches: Stretch[] = [];
  let at = start;
  while (at < stream.length) {
    const dataAt = stream.indexOf('\r\n', at, 'latin1') + 2;
    const size = Number.parseInt(stream.toString('latin1', at, dataAt), 16);
    const end = dataAt + size + 2;
    if (Number.isNaN(size) || end > stream.length) throw new Error('the recorded stream ends within a chunk');
    const block = stream.toString('utf8', dataAt, dataAt + size);
    stretches.push(...(size === 0 ? [{ part: 'setup' as const, bytes: 5 }] : explainBlock(block, end - at)));
    at = end;
  }
  return stretches;
}

/** @param bytes of the block with its chunk's framing */
function explainBlock(block: string, bytes: number): Stretch[] {
  const lines = block.split('\n');
  const readField = (field: string): string | undefined =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
  const event = readField('event');
  if (event === undefined) return [{ part: 'heartbeats', bytes }];
  if (event === 'subscribed') return [{ part: 'setup', bytes }];
  const payloadBytes = Buffer.byteLength(readField('data') ?? '');
  return [
    { part: 'payload', bytes: payloadBytes },
    { part: 'framing', bytes: bytes - payloadBytes },
  ];
}
