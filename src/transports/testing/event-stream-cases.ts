/** What an EventSource dispatches: type, data, last event ID. */
export type DispatchedEvent = readonly [type: string, data: string, lastEventId: string];

/** An event stream and what it means by WHATWG HTML §9.2.5–6, whoever reads it. */
export interface EventStreamCase {
  readonly name: string;
  /** The stream as it is sent, a pause of the sender between two pieces. */
  readonly pieces: readonly Buffer[];
  readonly events: readonly DispatchedEvent[];
  /** What Chromium makes of it where that is something else. */
  readonly chromium?: readonly DispatchedEvent[];
}

/** `\xNN` in a piece is that byte, so that streams which are not UTF-8 can be written down. */
function stream(
  name: string,
  pieces: readonly string[],
  ...events: readonly DispatchedEvent[]
): EventStreamCase {
  return { name, pieces: pieces.map((piece) => Buffer.from(piece, 'latin1')), events };
}

/** UTF-8 as the bytes of a piece. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

const bom = '\xef\xbb\xbf';

/** The stream as such: UTF-8 decode, byte order mark, line ends. */
const decoding: readonly EventStreamCase[] = [
  stream('byte order mark at the start', [`${bom}data: a\n\n`], ['message', 'a', '']),
  stream('byte order mark in pieces', ['\xef', '\xbb', '\xbfdata: a\n\n'], ['message', 'a', '']),
  {
    ...stream('byte order mark before a blank line', [`${bom}\ndata: a\n\n`], ['message', 'a', '']),
    // It takes the line end that follows a byte order mark for the beginning of the next line.
    chromium: [],
  },
  stream('second byte order mark', [`${bom}${bom}data: a\n\ndata: b\n\n`], ['message', 'b', '']),
  stream(
    'byte order mark later on',
    [`data: a\n\n${bom}data: b\n\ndata: c\n\n`],
    ['message', 'a', ''],
    ['message', 'c', ''],
  ),
  stream('byte order mark in data', [`data:${bom}a\n\n`], ['message', '\ufeffa', '']),
  stream('UTF-8 in pieces', ['data: \xf0\x9f', '\x98\x80\xe2\x82', '\xac\n\n'], ['message', '😀€', '']),
  stream('byte that is never UTF-8', ['data: a\xffb\n\n'], ['message', 'a\ufffdb', '']),
  stream('UTF-8 cut short by a line end', ['data: \xe2\x82\ndata: b\n\n'], ['message', '\ufffd\nb', '']),
  stream('overlong UTF-8', ['data: \xc0\xaf\n\n'], ['message', '\ufffd\ufffd', '']),
  stream('surrogate in UTF-8', ['data: \xed\xa0\x80\n\n'], ['message', '\ufffd\ufffd\ufffd', '']),
  stream('type that is not UTF-8', ['event: \xff\ndata: a\n\n'], ['\ufffd', 'a', '']),
  stream('id that is not UTF-8', ['id: \xff\ndata: a\n\n'], ['message', 'a', '\ufffd']),
  stream('field name that is not UTF-8', ['data\xff: a\ndata: b\n\n'], ['message', 'b', '']),
  stream('LF', ['data: a\ndata: b\n\n'], ['message', 'a\nb', '']),
  stream('CR', ['data: a\rdata: b\r\rdata: c\n\n'], ['message', 'a\nb', ''], ['message', 'c', '']),
  stream('CRLF', ['data: a\r\ndata: b\r\n\r\n'], ['message', 'a\nb', '']),
  stream(
    'CRLF in pieces',
    ['data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\n\n'],
    ['message', 'a\nb', ''],
    ['message', 'c', ''],
  ),
  stream('CR LF CR', ['data: a\r\n\rdata: b\n\r\n'], ['message', 'a', ''], ['message', 'b', '']),
  stream('LF CR', ['data: a\n\rdata: b\n\n'], ['message', 'a', ''], ['message', 'b', '']),
  stream(
    'all line ends mixed',
    ['data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\r'],
    ['message', 'a\nb\nc', ''],
    ['message', 'd', ''],
  ),
  stream(
    'line separators of Unicode, form feed',
    [utf8('data: a\u2028b\u0085c\fd\n\n')],
    ['message', 'a\u2028b\u0085c\fd', ''],
  ),
  stream('stream in single bytes', [...'id: 1\r\nevent: x\rdata: a\n\r\n'], ['x', 'a', '1']),
];

/** Lines: which are fields, and what their values are. */
const fields: readonly EventStreamCase[] = [
  stream('one space after the colon', ['data: a\n\n'], ['message', 'a', '']),
  stream('no space after the colon', ['data:a\n\n'], ['message', 'a', '']),
  stream('two spaces after the colon', ['data:  a \n\n'], ['message', ' a ', '']),
  stream('tab after the colon', ['data:\ta\n\n'], ['message', '\ta', '']),
  stream('colons in the value', ['data:::a:\n\n'], ['message', '::a:', '']),
  stream('space before the name', [' data: a\ndata: b\n\n'], ['message', 'b', '']),
  stream('space before the colon', ['data : a\ndata: b\n\n'], ['message', 'b', '']),
  stream(
    'names are case-sensitive',
    ['Data: a\nDATA: b\nEvent: x\nID: 9\ndata: c\n\n'],
    ['message', 'c', ''],
  ),
  stream('unknown fields', ['dat: a\ndataa: b\nx\n: c\n=\ndata: d\n\n'], ['message', 'd', '']),
  stream('NUL in a name', ['da\0ta: a\n\0data: b\ndata: c\n\n'], ['message', 'c', '']),
  stream('NUL in data', ['data: a\0b\n\n'], ['message', 'a\0b', '']),
  stream('comments', [':\n: a\n:data: b\ndata: c\n:d\ndata: e\n:\n\n'], ['message', 'c\ne', '']),
  stream('data without a colon', ['data\n\n'], ['message', '', '']),
  stream('data with an empty value', ['data:\n\n'], ['message', '', '']),
  stream('two empty data fields', ['data\ndata:\n\n'], ['message', '\n', '']),
  stream('data lines joined', ['data: a\ndata\ndata:\ndata: b\n\n'], ['message', 'a\n\n\nb', '']),
  stream('long data', [`data: ${'x'.repeat(70_000)}\n\n`], ['message', 'x'.repeat(70_000), '']),
];

/** Blocks: when an event is dispatched, and what lives on. */
const dispatch: readonly EventStreamCase[] = [
  stream('empty stream', ['']),
  stream('blank lines only', ['\n\r\n\r\n\n']),
  stream('block without data', ['event: x\nid: 1\n\n']),
  stream('event that never ended', ['data: a\n\ndata: b\n'], ['message', 'a', '']),
  stream('line that never ended', ['data: a\n\ndata: b'], ['message', 'a', '']),
  stream('type', ['event: x\ndata: a\n\n'], ['x', 'a', '']),
  stream('type does not outlive its block', ['event: x\n\ndata: a\n\n'], ['message', 'a', '']),
  stream('last type counts', ['event: x\nevent: y\ndata: a\n\n'], ['y', 'a', '']),
  stream('empty type', ['event: x\nevent:\ndata: a\n\n'], ['message', 'a', '']),
  stream('id lives on', ['id: 7\ndata: a\n\ndata: b\n\n'], ['message', 'a', '7'], ['message', 'b', '7']),
  stream('id of a block without data', ['id: 7\n\ndata: a\n\n'], ['message', 'a', '7']),
  stream('last id counts', ['id: 7\nid: 8\ndata: a\n\n'], ['message', 'a', '8']),
  stream(
    'id with NUL',
    ['id: 7\ndata: a\n\nid: 8\x009\ndata: b\n\n'],
    ['message', 'a', '7'],
    ['message', 'b', '7'],
  ),
  stream('id of NUL alone after an id', ['id: 7\nid: \0\ndata: a\n\n'], ['message', 'a', '7']),
  stream('empty id', ['id: 7\ndata: a\n\nid:\ndata: b\n\n'], ['message', 'a', '7'], ['message', 'b', '']),
  stream(
    'id without a colon',
    ['id: 7\ndata: a\n\nid\ndata: b\n\n'],
    ['message', 'a', '7'],
    ['message', 'b', ''],
  ),
  stream('id that is no number', [`id: ${utf8('…é')} x\ndata: a\n\n`], ['message', 'a', '…é x']),
  stream('retry dispatches nothing', ['retry: 50\n\ndata: a\n\n'], ['message', 'a', '']),
];

/** The table that both Squall's reader and a browser's are held against. */
export const eventStreamCases: readonly EventStreamCase[] = [...decoding, ...fields, ...dispatch];

/** `retry` fields and the reconnection time that they leave, in milliseconds (WHATWG HTML §9.2.6). */
export const retryCases: readonly (readonly [line: string, retryMs: number | undefined])[] = [
  ['retry: 1500', 1500],
  ['retry:0', 0],
  ['retry: 007', 7],
  ['retry: 15s', undefined],
  ['retry: 1.5', undefined],
  ['retry: -1', undefined],
  ['retry: +1', undefined],
  ['retry: 1e3', undefined],
  ['retry:  1', undefined],
  ['retry: 1 ', undefined],
  ['retry:', undefined],
  ['retry', undefined],
  ['Retry: 5', undefined],
  [`retry: ${utf8('٣')}`, undefined],
  ['retry: 1\nretry: x', 1],
  ['retry: 1\nretry: 2', 2],
  ['retry: 1\nretry', 1],
  // More than a number can hold must not turn into "at once".
  [`retry: ${'9'.repeat(400)}`, 100 * 365 * 24 * 3600 * 1000],
];
