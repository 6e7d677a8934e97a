/** One HTTP/1.1 message as it stood in a stream. */
export interface HttpMessage {
  /** Request line or status line. */
  readonly firstLine: string;
  readonly headBytes: number;
  /** The body as sent, without any chunked coding. */
  readonly body: Buffer;
}

/** @returns the position after the blank line that ends the first head (RFC 9112 §2.1) */
export function headEnd(stream: Buffer, start = 0): number {
  const blank = stream.indexOf('\r\n\r\n', start, 'latin1');
  if (blank < 0) throw new Error('the recorded stream has no whole HTTP head');
  return blank + 4;
}

/** Reads messages one behind the other; bodies by Content-Length, none without (RFC 9112 §6.3). */
export function readMessages(stream: Buffer): HttpMessage[] {
  const messages: HttpMessage[] = [];
  let at = 0;
  while (at < stream.length) {
    const bodyAt = headEnd(stream, at);
    const head = stream.toString('latin1', at, bodyAt);
    const length = Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1] ?? 0);
    const body = stream.subarray(bodyAt, bodyAt + length);
    if (body.length < length) throw new Error('the recorded stream ends within a body');
    messages.push({ firstLine: head.slice(0, head.indexOf('\r\n')), headBytes: bodyAt - at, body });
    at = bodyAt + length;
  }
  return messages;
}
