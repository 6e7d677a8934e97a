import { expect, it } from 'vitest';
import { readFrames } from './predict-websocket.js';

it.each([
  // The examples of RFC 6455 §5.7.
  { name: 'an unmasked text', hex: '810548656c6c6f', opcode: 1, headerBytes: 2, bodyBytes: 5 },
  { name: 'a masked text', hex: '818537fa213d7f9f4d5158', opcode: 1, headerBytes: 6, bodyBytes: 5 },
  { name: 'a ping', hex: '890548656c6c6f', opcode: 9, headerBytes: 2, bodyBytes: 5 },
  { name: 'nothing', hex: '8200', opcode: 2, headerBytes: 2, bodyBytes: 0 },
  { name: 'one byte', hex: '820100', opcode: 2, headerBytes: 2, bodyBytes: 1 },
  { name: '256 bytes', hex: `827e0100${'00'.repeat(256)}`, opcode: 2, headerBytes: 4, bodyBytes: 256 },
  {
    name: '64 KiB',
    hex: `827f0000000000010000${'00'.repeat(65_536)}`,
    opcode: 2,
    headerBytes: 10,
    bodyBytes: 65_536,
  },
])('reads $name', ({ hex, opcode, headerBytes, bodyBytes }) => {
  expect(readFrames(Buffer.from(hex, 'hex'), 0)).toEqual([{ opcode, headerBytes, bodyBytes }]);
});

it('refuses a stream that ends within a frame', () => {
  expect(() => readFrames(Buffer.from('8205', 'hex'), 0)).toThrow('within a frame');
});
