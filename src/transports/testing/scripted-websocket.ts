import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { inspect, isDeepStrictEqual } from 'node:util';
import { type ByteSplit, unaccountedBytes } from '../../metrics/byte-split.js';
import { type RecordingHandlers, until } from './recording-handlers.js';
import { type ScriptedServer, startScriptedServer } from './scripted-server.js';
import { TransportRig } from './transport-rig.js';

const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The upgrade response's length: status line, three fields, blank line. */
export const upgradeResponseBytes = 129;

export const noticeFrame = textFrame('{"cursor":"abc-0","head":"abc-0","gap":false}');
export const noticeFrameBytes = 47;

export function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, text.length), Buffer.from(text)]);
}

/** @returns the `Sec-WebSocket-Accept` that answers an upgrade request (RFC 6455 §4.2.2). */
export function acceptKey(request: string): string {
  const key = /Sec-WebSocket-Key: (\S+)/i.exec(request)?.[1] ?? '';
  return createHash('sha1').update(`${key}${acceptGuid}`).digest('base64');
}

/** A frame of a client, unmasked, in hex: `88 03e8`. */
export function readClientFrames(bytes: Buffer): string[] {
  const frames: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = (bytes[at + 1] ?? 0) & 0x7f;
    const key = bytes.subarray(at + 2, at + 6);
    const body = bytes.subarray(at + 6, at + 6 + length).map((byte, index) => byte ^ (key[index % 4] ?? 0));
    frames.push(`${(bytes[at] ?? 0).toString(16)} ${Buffer.from(body).toString('hex')}`.trim());
    at += 6 + length;
  }
  return frames;
}

/** What a client told of a connection, and what passed over the wire. */
export interface PlayedConnection {
  readonly handlers: RecordingHandlers;
  readonly bytes: ByteSplit;
  /** What the client sent after the upgrade, frame by frame as `readClientFrames` has it. */
  readonly answers: readonly string[];
}

/**
 * Sends frames to one client of Squall's, in pieces if there are several, ends the TCP connection once the client has
 * sent a close frame (RFC 6455 §7.1.1), and checks that the client's count of bytes is what this side counted.
 */
export async function playFrames(pieces: readonly Buffer[]): Promise<PlayedConnection> {
  const answered: Buffer[] = [];
  let witness: Socket | undefined;
  const server = await startScriptedWebSocket(pieces[0] ?? Buffer.alloc(0), (socket) => {
    witness = socket;
    socket.on('data', (chunk) => {
      answered.push(chunk);
      if (readClientFrames(Buffer.concat(answered)).some((frame) => frame.startsWith('88'))) socket.end();
    });
    const rest = pieces.slice(1);
    const next = (): void => {
      const piece = rest.shift();
      if (piece !== undefined && !socket.destroyed) socket.write(piece, () => setImmediate(next));
    };
    next();
  });
  const rig = new TransportRig('websocket', server.url);
  const { handlers } = rig.open();
  await until(() => handlers.end !== undefined);
  await rig.finish();
  await until(() => witness?.closed === true);
  await server.stop();
  const { bytes } = rig.context;
  const seen = {
    violations: rig.violations,
    unaccounted: unaccountedBytes(bytes),
    received: bytes.received,
    sent: bytes.sent,
  };
  const counted = {
    violations: [],
    unaccounted: 0,
    received: witness?.bytesWritten,
    sent: witness?.bytesRead,
  };
  if (!isDeepStrictEqual(seen, counted)) throw new Error(`${inspect(seen)} is not ${inspect(counted)}`);
  return { handlers, bytes, answers: readClientFrames(Buffer.concat(answered)) };
}

/** Completes the upgrade (RFC 6455 §4.2.2), sends `wire` with it in one write, and hands the socket over. */
export function startScriptedWebSocket(
  wire: Buffer,
  then: (socket: Socket) => void = () => undefined,
): Promise<ScriptedServer> {
  return startScriptedServer((socket) => {
    socket.once('data', (request) => {
      const accept = acceptKey(request.toString('latin1'));
      const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), wire]));
      then(socket);
    });
  });
}
