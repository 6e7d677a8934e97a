import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocketFrameMeter } from './websocket-frame-meter.js';

interface Counts {
  setupBytes?: number;
  payloadBytes?: number;
  framingBytes?: number;
  heartbeatBytes?: number;
  unfinishedBytes?: number;
  closeBodyBytes?: number;
}

function readCounts(meter: WebSocketFrameMeter): Required<Counts> & { bytes: number } {
  const { bytes, setupBytes, payloadBytes, framingBytes, heartbeatBytes, unfinishedBytes } = meter;
  const closeBodyBytes = meter.closeBodyBytes ?? -1;
  return { bytes, setupBytes, payloadBytes, framingBytes, heartbeatBytes, unfinishedBytes, closeBodyBytes };
}

const nothing = {
  setupBytes: 0,
  payloadBytes: 0,
  framingBytes: 0,
  heartbeatBytes: 0,
  unfinishedBytes: 0,
  closeBodyBytes: -1,
};

/** Frames as they stand on the wire (RFC 6455 §5.2), in hex. */
const table: [string, string, Counts][] = [
  ['nothing', '', {}],
  ['an empty binary message', '8200', { framingBytes: 2 }],
  ['a binary message of 3 B', '8203616263', { payloadBytes: 3, framingBytes: 2 }],
  ['the longest 7-bit length, 125', `827d${'61'.repeat(125)}`, { payloadBytes: 125, framingBytes: 2 }],
  ['the shortest 16-bit length, 126', `827e007e${'61'.repeat(126)}`, { payloadBytes: 126, framingBytes: 4 }],
  [
    'the longest 16-bit length, 65,535',
    `827effff${'61'.repeat(65_535)}`,
    { payloadBytes: 65_535, framingBytes: 4 },
  ],
  [
    'the shortest 64-bit length, 65,536',
    `827f0000000000010000${'61'.repeat(65_536)}`,
    { payloadBytes: 65_536, framingBytes: 10 },
  ],
  ['a text message: the notice', '81027b7d', { setupBytes: 4 }],
  ['a ping, empty and with 4 B', '89008904deadbeef', { heartbeatBytes: 8 }],
  ['a pong', '8a0161', { heartbeatBytes: 3 }],
  ['a close frame without a code', '8800', { setupBytes: 2, closeBodyBytes: 0 }],
  ['a close frame 1001 with a reason', '880503e9627965', { setupBytes: 7, closeBodyBytes: 5 }],
  ['a binary message in 3 fragments', '02016100016280 0163', { payloadBytes: 3, framingBytes: 6 }],
  [
    'a ping between two fragments',
    '020161890080 0162',
    { payloadBytes: 2, framingBytes: 4, heartbeatBytes: 2 },
  ],
  ['a text message in 2 fragments', '01017b80017d', { setupBytes: 6 }],
  ['a masked frame', '828301020304606060', { payloadBytes: 3, framingBytes: 6 }],
  ['half a header', '82', { unfinishedBytes: 1 }],
  ['a header short of its length', '827f00000000', { unfinishedBytes: 6 }],
  ['a message cut short', '82056162', { framingBytes: 2, unfinishedBytes: 2 }],
  ['a first fragment alone', '020161', { framingBytes: 2, unfinishedBytes: 1 }],
  ['a reserved opcode', '83026162', { framingBytes: 4 }],
];

describe('WebSocketFrameMeter', () => {
  it.each(table)('counts %s', (_name, hex, counts) => {
    const wire = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    const expected = { ...nothing, ...counts, bytes: wire.length };
    const whole = new WebSocketFrameMeter();
    whole.feed(wire);
    expect(readCounts(whole)).toEqual(expected);
    const bytewise = new WebSocketFrameMeter();
    for (const byte of wire) bytewise.feed(Uint8Array.of(byte));
    expect(readCounts(bytewise)).toEqual(expected);
  });

  it('accounts for every byte of any stream, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (chunks) => {
        const meter = new WebSocketFrameMeter();
        for (const chunk of chunks) meter.feed(chunk);
        const { setupBytes, payloadBytes, framingBytes, heartbeatBytes, unfinishedBytes } = meter;
        expect(setupBytes + payloadBytes + framingBytes + heartbeatBytes + unfinishedBytes).toBe(meter.bytes);
      }),
    );
  });
});
