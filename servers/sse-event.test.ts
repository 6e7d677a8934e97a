import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { encodeMessageEvent, encodeNoticeEvent, keepAliveChunk, lastChunk } from './sse-event.js';

describe('bytes', () => {
  it('of a message', () => {
    expect(encodeMessageEvent('abcdefgh-12', Buffer.from('hello')).toString()).toBe(
      '2c\r\nid: abcdefgh-12\nevent: message\ndata: hello\n\n\r\n',
    );
  });

  it('of a notice', () => {
    const notice = { cursor: 'abcdefgh-3', head: 'abcdefgh-5', gap: false };
    expect(encodeNoticeEvent(notice, 3000).toString()).toBe(
      '6c\r\nevent: subscribed\nid: abcdefgh-3\nretry: 3000\n' +
        'data: {"cursor":"abcdefgh-3","head":"abcdefgh-5","gap":false}\n\n\r\n',
    );
  });

  it('of comment and end', () => {
    expect(keepAliveChunk.toString()).toBe('3\r\n:\n\n\r\n');
    expect(lastChunk.toString()).toBe('0\r\n\r\n');
  });
});

/** What a standard client makes of one chunk, whose length must be as announced. */
function parseChunk(chunk: Buffer): EventSourceMessage[] {
  const end = chunk.indexOf('\r\n');
  const body = chunk.subarray(end + 2, -2);
  expect(body.length).toBe(Number.parseInt(chunk.toString('latin1', 0, end), 16));
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(body.toString('utf8'));
  return events;
}

describe('what a standard client reads', () => {
  it.each([
    { name: 'one line', payload: 'hello', data: 'hello' },
    { name: 'nothing', payload: '', data: '' },
    { name: 'a leading space', payload: ' x', data: ' x' },
    { name: 'two lines', payload: 'a\nb', data: 'a\nb' },
    { name: 'CRLF', payload: 'a\r\nb', data: 'a\nb' },
    { name: 'a lone CR', payload: 'a\rb', data: 'a\nb' },
    { name: 'empty lines', payload: '\n\na\n', data: '\n\na\n' },
    { name: 'what looks like a field', payload: 'x\nid: 9\nevent: y', data: 'x\nid: 9\nevent: y' },
    { name: 'characters beyond ASCII', payload: 'grüß\n→ 🌊', data: 'grüß\n→ 🌊' },
  ])('$name', ({ payload, data }) => {
    expect(parseChunk(encodeMessageEvent('abcdefgh-1', Buffer.from(payload)))).toEqual([
      { id: 'abcdefgh-1', event: 'message', data },
    ]);
  });
});
