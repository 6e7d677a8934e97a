import { describe, expect, it } from 'vitest';
import { AnswerReader } from './answer-reader.js';

const length = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const chunked =
  'HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\na;x=1\r\n0123456789\r\n0\r\nT: 1\r\n\r\n';
const empty = 'HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n';
const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
const zero = 'HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n';

function read(pieces: readonly string[]): number[] {
  const statuses: number[] = [];
  const reader = new AnswerReader((status) => statuses.push(status));
  for (const piece of pieces) reader.feed(piece);
  return statuses;
}

describe('AnswerReader', () => {
  const all = length + chunked + empty + interim + zero + length;
  const statuses = [200, 503, 204, 413, 200];

  it('reads pipelined answers of every kind of body', () => {
    expect(read([all])).toEqual(statuses);
  });

  it('reads them byte by byte', () => {
    expect(read([...all])).toEqual(statuses);
  });

  it('reads them cut in two anywhere', () => {
    for (let at = 1; at < all.length; at++) expect(read([all.slice(0, at), all.slice(at)])).toEqual(statuses);
  });

  it.each([
    ['something else', 'SSH-2.0-x\r\n\r\n'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['a body until the connection closes', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['a wrong chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('refuses %s', (_name, text) => {
    expect(() => read([text])).toThrow();
  });
});
