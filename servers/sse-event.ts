import type { SubscribedNotice } from '../src/wire/protocol.js';

/** The events of the stream as HTTP/1.1 chunks (RFC 9112 §7.1): length in hex, CRLF, the bytes, CRLF. */

const lineFeed = 10;
const carriageReturn = 13;
const lineBreaks = /\r\n|\r|\n/g;

/**
 * One message. Every line of the payload becomes a `data:` line of its own, which the client joins with a line feed
 * again (HTML Living Standard §9.2.6); CR and CRLF therefore arrive as LF.
 */
export function encodeMessageEvent(cursor: string, payload: Buffer): Buffer {
  return encodeChunk(`id: ${cursor}\nevent: message\ndata: `, toDataLines(payload));
}

/** Without an id: what only this client is sent does not move the cursor, and cannot be resumed. */
export function encodeEchoEvent(payload: Buffer): Buffer {
  return encodeChunk('event: echo\ndata: ', toDataLines(payload));
}

export function encodeNoticeEvent(notice: SubscribedNotice, retryMs: number): Buffer {
  const head = `event: subscribed\nid: ${notice.cursor}\nretry: ${retryMs}\ndata: `;
  return encodeChunk(head, Buffer.from(JSON.stringify(notice)));
}

/** A comment, by which proxies and the kernel see that the connection lives. */
export const keepAliveChunk = Buffer.from('3\r\n:\n\n\r\n');

/** The end of the chunked body. */
export const lastChunk = Buffer.from('0\r\n\r\n');

function toDataLines(payload: Buffer): Buffer {
  const hasLineBreak = payload.includes(lineFeed) || payload.includes(carriageReturn);
  // latin1 maps bytes to characters and back one to one, so UTF-8 passes through the replacement unharmed.
  return hasLineBreak
    ? Buffer.from(payload.toString('latin1').replace(lineBreaks, '\ndata: '), 'latin1')
    : payload;
}

function encodeChunk(head: string, data: Buffer): Buffer {
  const length = head.length + data.length + 2;
  return Buffer.concat([Buffer.from(`${length.toString(16)}\r\n${head}`), data, Buffer.from('\n\n\r\n')]);
}
