export const opcodes = { text: 1, binary: 2, ping: 9 } as const;

const final = 0x80;

/**
 * One unfragmented, unmasked frame (RFC 6455 §5.2), as a server sends it: a header of 2, 4 or 10 bytes for payloads up
 * to 125, 65,535 and more bytes, then the payload.
 */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.length;
  const headerBytes = length <= 125 ? 2 : length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = final | opcode;
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
