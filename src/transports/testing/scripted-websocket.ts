import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ScriptedServer, startScriptedServer } from './scripted-server.js';

const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The upgrade response's length: status line, three fields, blank line. */
export const upgradeResponseBytes = 129;

export const noticeFrame = textFrame('{"cursor":"abc-0","head":"abc-0","gap":false}');
export const noticeFrameBytes = 47;

export function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, text.length), Buffer.from(text)]);
}

/** Completes the upgrade (RFC 6455 §4.2.2), sends `wire` with it in one write, and hands the socket over. */
export function startScriptedWebSocket(
  wire: Buffer,
  then: (socket: Socket) => void = () => undefined,
): Promise<ScriptedServer> {
  return startScriptedServer((socket) => {
    socket.once('data', (request) => {
      const key = /Sec-WebSocket-Key: (\S+)/.exec(request.toString('latin1'))?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}${acceptGuid}`).digest('base64');
      const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), wire]));
      then(socket);
    });
  });
}
