import { headEnd } from './predict-http.js';
import type { PredictedStreams, Stretch } from './predicted-bytes.js';

interface Frame {
  readonly opcode: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
}

/**
 * What each byte of a WebSocket connection is there for, from RFC 6455 alone: the upgrade both ways (§4), then frames
 * (§5.2). Text frames are notices, binary frames messages, as docs/protocol.md says.
 */
export function predictWebSocket(up: Buffer, down: Buffer): PredictedStreams {
  const [upHead, downHead] = [headEnd(up), headEnd(down)];
  return {
    up: [{ part: 'setup', bytes: upHead }, ...readFrames(up, upHead).flatMap(explain)],
    down: [{ part: 'setup', bytes: downHead }, ...readFrames(down, downHead).flatMap(explain)],
  };
}

/** @throws Error when the stream ends within a frame */
export function readFrames(stream: Buffer, start: number): Frame[] {
  const frames: Frame[] = [];
  let at = start;
  while (at < stream.length) {
    const second = stream.readUInt8(at + 1);
    const short = second & 0b0111_1111;
    const extended = short < 126 ? 0 : short === 126 ? 2 : 8;
    const bodyBytes =
      extended === 0
        ? short
        : extended === 2
          ? stream.readUInt16BE(at + 2)
          : Number(stream.readBigUInt64BE(at + 2));
    const maskBytes = second >= 0b1000_0000 ? 4 : 0;
    const headerBytes = 2 + extended + maskBytes;
    frames.push({ opcode: stream.readUInt8(at) & 0b1111, headerBytes, bodyBytes });
    at += headerBytes + bodyBytes;
  }
  if (at !== stream.length) throw new Error('the recorded stream ends within a frame');
  return frames;
}

function explain({ opcode, headerBytes, bodyBytes }: Frame): Stretch[] {
  switch (opcode) {
    case 0x1:
    case 0x8:
      return [{ part: 'setup', bytes: headerBytes + bodyBytes }];
    case 0x2:
      return [
        { part: 'framing', bytes: headerBytes },
        { part: 'payload', bytes: bodyBytes },
      ];
    case 0x9:
    case 0xa:
      return [{ part: 'heartbeats', bytes: headerBytes + bodyBytes }];
    default:
      throw new Error(`no frame with opcode ${opcode} was expected`);
  }
}
