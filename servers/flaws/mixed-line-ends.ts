import type { Flaw } from './flaw.js';

/**
 * Line ends of successive events, line by line; all three are valid (HTML Living Standard §9.2.5). A CR is never followed by a line that
 * is empty and ends in LF: the two would be one CRLF.
 */
const styles = [['\r'], ['\n'], ['\r\n'], ['\r', '\r\n', '\n']] as const;

/** The lines of an event stream end in CR, LF, CRLF and all of them, event by event. */
export function mixLineEnds(): Flaw {
  let count = 0;
  const rewrite = (chunk: Buffer): Buffer => rewriteChunk(chunk, styles[count++ % styles.length] ?? ['\n']);
  return {
    wrapEncoding: ({ encodeMessage, encodeNotice }) => ({
      encodeMessage: (...message) => rewrite(encodeMessage(...message)),
      encodeNotice: (notice) => rewrite(encodeNotice(notice)),
    }),
  };
}

/** @param chunk one HTTP chunk that holds one event */
function rewriteChunk(chunk: Buffer, ends: readonly string[]): Buffer {
  // latin1 keeps every byte what it is.
  const text = chunk.toString('latin1');
  const body = text.slice(text.indexOf('\r\n') + 2, -2);
  let line = 0;
  const rewritten = body.replace(/\n/g, () => ends[line++ % ends.length] ?? '\n');
  return Buffer.from(`${rewritten.length.toString(16)}\r\n${rewritten}\r\n`, 'latin1');
}
