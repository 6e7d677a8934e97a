import { constants, deflateRawSync } from 'node:zlib';

export const opcodes = { text: 1, binary: 2, ping: 9 } as const;

const final = 0x80;
/** RSV1: the message is compressed (RFC 7692 §6). */
const compressed = 0x40;
/** What a flushed deflate stream ends with, and permessage-deflate leaves out (RFC 7692 §7.2.1). */
const flushTailBytes = 4;

/**
 * One unfragmented, unmasked frame (RFC 6455 §5.2), as a server sends it: a header of 2, 4 or 10 bytes for payloads up
 * to 125, 65,535 and more bytes, then the payload.
 */
export function encodeFrame(opcode: number, payload: Uint8Array, flags = 0): Buffer {
  const length = payload.length;
  const headerBytes = length <= 125 ? 2 : length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = final | flags | opcode;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, headerBytes);
  return frame;
}

/**
 * The same under permessage-deflate without context takeover, so that one buffer serves every client. A payload that
 * compression would not make smaller goes as it is (RFC 7692 §6 allows it message by message).
 */
export function encodeCompressedFrame(opcode: number, payload: Uint8Array): Buffer {
  const flushed = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  const deflated = flushed.subarray(0, flushed.length - flushTailBytes);
  return deflated.length < payload.length
    ? encodeFrame(opcode, deflated, compressed)
    : encodeFrame(opcode, payload);
}
