import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpMeter } from './http-meter.js';

type Mark = [bytes: number, bodyAt: number];

function measure(chunks: readonly Buffer[]): { counts: Record<string, number>; marks: Mark[] } {
  const marks: Mark[] = [];
  const meter = new HttpMeter({ onChunkFraming: (bytes, bodyAt) => marks.push([bytes, bodyAt]) });
  for (const chunk of chunks) meter.feed(chunk);
  const { bytes, headBytes, chunkFramingBytes, bodyBytes, endBytes, unfinishedBytes } = meter;
  return { counts: { bytes, headBytes, chunkFramingBytes, bodyBytes, endBytes, unfinishedBytes }, marks };
}

const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const plainHead = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

/** Head, chunk framing, body, end and unfinished bytes of responses as they stand on the wire. */
// biome-ignore format: one row per case
const table: [string, string, number[], Mark[]][] = [
  ['a head cut short', 'HTTP/1.1 200 OK\r\nA: b\r\n', [23, 0, 0, 0, 0], []],
  ['a body with Content-Length', `${plainHead}hello`, [38, 0, 5, 0, 0], []],
  [
    'an interim response before the head',
    `HTTP/1.1 103 Early Hints\r\n\r\n${plainHead}hello`,
    [66, 0, 5, 0, 0],
    [],
  ],
  ['one chunk', `${head}5\r\nhello\r\n`, [47, 5, 5, 0, 0], [[3, 0], [2, 4]]],
  ['two chunks and the end', `${head}5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n`, [47, 10, 6, 5, 0], [[3, 0], [2, 4], [3, 5], [2, 5]]],
  ['an upper-case size with leading zeros', `${head}00A\r\n${'x'.repeat(10)}\r\n`, [47, 7, 10, 0, 0], [[5, 0], [2, 9]]],
  ['a chunk extension with hex letters', `${head}5;abc=def\r\nhello\r\n`, [47, 13, 5, 0, 0], [[11, 0], [2, 4]]],
  ['line breaks and hex in the data', `${head}4\r\n\r\na\n\r\n`, [47, 5, 4, 0, 0], [[3, 0], [2, 3]]],
  ['a trailer section', `${head}0\r\nDigest: x\r\n\r\n`, [47, 0, 0, 16, 0], []],
  ['a size line cut short', `${head}1f`, [47, 0, 0, 0, 2], []],
  ['chunk data cut short', `${head}5\r\nhe`, [47, 3, 2, 0, 0], [[3, 0]]],
  ['the line break after the data cut short', `${head}5\r\nhello\r`, [47, 3, 5, 0, 1], [[3, 0]]],
];

describe('HttpMeter', () => {
  it.each(table)('tells the parts of %s apart', (_name, wire, counts, marks) => {
    const bytes = Buffer.from(wire, 'latin1');
    const [headBytes, chunkFramingBytes, bodyBytes, endBytes, unfinishedBytes] = counts as number[];
    const expected = {
      counts: { bytes: bytes.length, headBytes, chunkFramingBytes, bodyBytes, endBytes, unfinishedBytes },
      marks,
    };
    expect(measure([bytes])).toEqual(expected);
    expect(measure([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected);
  });

  it('accounts for every byte of a chunked body, wherever it is cut', () => {
    const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(chunkSizes, fc.integer({ min: 1, max: 30 }), (sizes, step) => {
        const body = sizes.map((size) => `${size.toString(16)}\r\n${'\n'.repeat(size)}\r\n`).join('');
        const wire = Buffer.from(`${head}${body}0\r\n\r\n`);
        const pieces: Buffer[] = [];
        for (let at = 0; at < wire.length; at += step) pieces.push(wire.subarray(at, at + step));
        const { counts } = measure(pieces);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(counts).toMatchObject({ headBytes: 47, bodyBytes: total, endBytes: 5, unfinishedBytes: 0 });
        expect(counts.chunkFramingBytes).toBe(wire.length - 47 - 5 - total);
      }),
    );
  });
});
