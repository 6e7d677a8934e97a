import { constants, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeCompressedFrame, encodeFrame, opcodes } from './websocket-frame.js';

it.each([
  { name: 'an empty ping', opcode: opcodes.ping, payload: '', hex: '8900' },
  // The server's example of RFC 6455 §5.7.
  { name: 'a text', opcode: opcodes.text, payload: 'Hello', hex: '810548656c6c6f' },
  { name: 'a binary message', opcode: opcodes.binary, payload: 'Hi', hex: '82024869' },
])('encodes $name', ({ opcode, payload, hex }) => {
  expect(encodeFrame(opcode, Buffer.from(payload)).toString('hex')).toBe(hex);
});

it.each([
  { bytes: 125, header: '827d' },
  { bytes: 126, header: '827e007e' },
  { bytes: 65_535, header: '827effff' },
  { bytes: 65_536, header: '827f0000000000010000' },
])('announces $bytes bytes with $header', ({ bytes, header }) => {
  const frame = encodeFrame(opcodes.binary, Buffer.alloc(bytes, 7));
  expect(frame.length).toBe(header.length / 2 + bytes);
  expect(frame.subarray(0, header.length / 2).toString('hex')).toBe(header);
  expect(frame.subarray(header.length / 2).equals(Buffer.alloc(bytes, 7))).toBe(true);
});

describe('under permessage-deflate', () => {
  it('sets RSV1 and leaves out the last four bytes of the flush (RFC 7692 §6, §7.2.1)', () => {
    const frame = encodeCompressedFrame(opcodes.text, Buffer.from('Hello'.repeat(20)));
    expect(frame[0]).toBe(0xc1);
    const inflated = inflateRawSync(Buffer.concat([frame.subarray(2), Buffer.from('0000ffff', 'hex')]), {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    expect(inflated.toString()).toBe('Hello'.repeat(20));
  });

  it('leaves a payload as it is that would not become smaller', () => {
    expect(encodeCompressedFrame(opcodes.binary, Buffer.from('Hi')).toString('hex')).toBe('82024869');
    expect(encodeCompressedFrame(opcodes.binary, Buffer.alloc(0)).toString('hex')).toBe('8200');
  });
});
