import type { FlawSettings } from '../../src/wire/flaws.js';
import type { TransportName } from '../../src/wire/transport-names.js';
import type { SentLine } from './flaw-log-reader.js';

/** Line ends of an SSE message (id, event, data, blank), in bytes beyond LF, by the flaw's four styles in turn. */
const extraLineEndBytes = [0, 0, 4, 1];

/**
 * Framing bytes of what the server sent to its clients whole, from the formats' definitions; undefined where they are not a matter of the message
 * alone.
 * - WebSocket: 2 bytes a frame up to 125 bytes of payload, 4 up to 65,535 (RFC 6455 §5.2);
 * - SSE: `id: ID⏎event: message⏎data: ⏎⏎` around the payload, in a chunk of length in hex + 4 (RFC 9112 §7.1).
 */
export function predictFramingBytes(
  transport: TransportName,
  flaw: FlawSettings,
  { sent, payloadBytes, clients }: { sent: readonly SentLine[]; payloadBytes: number; clients: number },
): number | undefined {
  if (transport === 'websocket') {
    const parts = flaw.kind === 'fragment' ? flaw.parts : 1;
    return sent.length * parts * (payloadBytes / parts <= 125 ? 2 : 4);
  }
  if (transport !== 'sse') return undefined;
  const bytesOf = ({ id }: SentLine): number => {
    const style = (clients + id - 1) % extraLineEndBytes.length;
    const ends = flaw.kind === 'mixed-line-ends' ? (extraLineEndBytes[style] ?? 0) : 0;
    const idBytes = 'epoch678-'.length + String(id).length;
    const around = 'id: \nevent: message\ndata: \n\n'.length + idBytes + ends;
    return around + (around + payloadBytes).toString(16).length + 4;
  };
  return sent.reduce((sum, line) => sum + bytesOf(line), 0);
}

/** A ping before each fragment but the first, 2 bytes, and the client's masked pong, 6 bytes (RFC 6455 §5.5.2, §5.3). */
export function predictHeartbeatBytes(flaw: FlawSettings, sent: number): number {
  return flaw.kind === 'fragment' ? sent * (flaw.parts - 1) * (2 + 6) : 0;
}
