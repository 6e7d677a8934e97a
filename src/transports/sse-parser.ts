const lf = 10;
const cr = 13;
const space = 32;
const colon = 58;
const newline = Buffer.from('\n');

/** Names of the fields that mean something (WHATWG HTML §9.2.6); all others are ignored. */
const dataName = Buffer.from('data');
const eventName = Buffer.from('event');
const idName = Buffer.from('id');
const retryName = Buffer.from('retry');
const longestFieldName = 5;
/** A century: longer wishes are numbers that microseconds could not hold exactly. */
const longestRetryMs = 100 * 365 * 24 * 3600 * 1000;
const defaultType = Buffer.from('message');

/** Takes what the parser finds. A block is the lines up to and including a blank one. */
export interface SseSink {
  /**
   * An event was dispatched.
   * @param type the event's type, `message` unless the stream named another
   * @param data the event's data; a view that is valid only during the call
   * @param blockBytes what the event's block took in the stream
   */
  onEvent(type: string, data: Buffer, blockBytes: number): void;
  /**
   * Bytes that dispatched nothing: a comment or blank line outside any block, or a block without data.
   * @param idle true for the former, which is how servers keep a connection alive
   */
  onSilence(blockBytes: number, idle: boolean): void;
}

/**
 * Incremental parser of `text/event-stream` (WHATWG HTML §9.2) over bytes. It tells of every byte which event it
 * belonged to: the sum of all blocks reported plus `pendingBytes` is what was fed. Comments inside an event's
 * block count to that event, and the LF of a CRLF that a chunk border splits after a block's end counts to what
 * follows.
 *
 * It keeps views of chunks while a line or event is incomplete, so buffers must not be reused by the caller.
 */
export class SseParser {
  /** Reconnection time the stream asked for in milliseconds; undefined when it never did. */
  retryMs: number | undefined;
  /** Bytes of the block that has no end yet. */
  pendingBytes = 0;

  readonly #sink: SseSink;
  /** Beginning of a line whose end has not come, in pieces. */
  #pieces: Buffer[] = [];
  #skipLf = false;
  #atStart = true;
  #hasFields = false;
  #data: Buffer | undefined;
  #moreData: Buffer[] | undefined;
  #type = '';
  /**
   * Lives on from block to block, unlike data and type. Kept as bytes: a string per event would seldom be looked
   * at.
   */
  #id = new IdBytes();
  /** The id that the present block sets; takes effect, and changes places with `#id`, when the block ends. */
  #nextId = new IdBytes();
  #setsId = false;

  /**
   * @param lastEventId what an earlier connection of the same client last saw. It holds until the stream sets another,
   *   as in browsers, although WHATWG HTML §9.2.6 begins every stream with none.
   */
  constructor(sink: SseSink, lastEventId = '') {
    this.#sink = sink;
    const bytes = Buffer.from(lastEventId);
    this.#id.copyFrom(bytes, 0, bytes.length);
  }

  /** The id of the last block that ended, as far back as one set it; before, the one the stream began with. */
  get lastEventId(): string {
    return this.#id.toString();
  }

  feed(chunk: Buffer): void {
    let at = this.#skipLf ? this.#skipLineFeed(chunk) : 0;
    let nextCr = -1;
    let nextLf = -1;
    while (at < chunk.length) {
      // Each kind of line end is searched for once per occurrence: a stream without CR is not scanned for it per line.
      if (nextCr < at) nextCr = indexOrEnd(chunk, cr, at);
      if (nextLf < at) nextLf = indexOrEnd(chunk, lf, at);
      const end = Math.min(nextCr, nextLf);
      at = end === chunk.length ? this.#keepRest(chunk, at) : this.#passLine(chunk, at, end);
    }
  }

  /** The LF of a CRLF whose CR ended the chunk before. */
  #skipLineFeed(chunk: Buffer): number {
    if (chunk.length > 0) this.#skipLf = false;
    if (chunk[0] !== lf) return 0;
    this.pendingBytes++;
    return 1;
  }

  #keepRest(chunk: Buffer, at: number): number {
    this.#pieces.push(chunk.subarray(at));
    this.pendingBytes += chunk.length - at;
    return chunk.length;
  }

  /** @returns the position after the line and its end. */
  #passLine(chunk: Buffer, at: number, end: number): number {
    const isCr = chunk[end] === cr;
    const next = isCr && chunk[end + 1] === lf ? end + 2 : end + 1;
    this.#skipLf = isCr && end + 1 === chunk.length;
    this.pendingBytes += next - at;
    this.#endLine(chunk, at, end);
    return next;
  }

  /** Completes a line that may have begun in earlier chunks. */
  #endLine(chunk: Buffer, start: number, end: number): void {
    if (this.#pieces.length === 0) {
      this.#takeLine(chunk, start, end);
      return;
    }
    const pieces = this.#pieces;
    this.#pieces = [];
    pieces.push(chunk.subarray(start, end));
    const line = Buffer.concat(pieces);
    this.#takeLine(line, 0, line.length);
  }

  #takeLine(line: Buffer, from: number, end: number): void {
    let start = from;
    if (this.#atStart) {
      this.#atStart = false;
      // A byte order mark at the head of the stream is not part of it (UTF-8 decode, WHATWG Encoding §6).
      if (end - start >= 3 && line[start] === 0xef && line[start + 1] === 0xbb && line[start + 2] === 0xbf) {
        start += 3;
      }
    }
    if (start === end) this.#endBlock();
    else if (line[start] !== colon) this.#takeField(line, start, end);
    else if (!this.#hasFields) this.#reportSilence(true);
  }

  #takeField(line: Buffer, start: number, end: number): void {
    this.#hasFields = true;
    let nameEnd = start;
    const limit = Math.min(end, start + longestFieldName + 1);
    while (nameEnd < limit && line[nameEnd] !== colon) nameEnd++;
    if (nameEnd - start > longestFieldName) return;
    let value = Math.min(end, nameEnd + 1);
    if (value < end && line[value] === space) value++;
    if (isName(line, start, nameEnd, dataName)) this.#addData(line.subarray(value, end));
    else if (isName(line, start, nameEnd, idName)) this.#setId(line, value, end);
    else if (isName(line, start, nameEnd, eventName)) this.#setType(line, value, end);
    else if (isName(line, start, nameEnd, retryName)) this.#setRetry(line.toString('latin1', value, end));
  }

  #addData(value: Buffer): void {
    if (this.#data === undefined) this.#data = value;
    else {
      this.#moreData ??= [];
      this.#moreData.push(newline, value);
    }
  }

  /** The default type is what most streams name, so it is recognised without making a string. */
  #setType(line: Buffer, start: number, end: number): void {
    this.#type = isName(line, start, end, defaultType) ? '' : line.toString('utf8', start, end);
  }

  /** An id with a NUL in it is ignored. */
  #setId(line: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) if (line[at] === 0) return;
    this.#nextId.copyFrom(line, start, end);
    this.#setsId = true;
  }

  #setRetry(digits: string): void {
    if (/^[0-9]+$/.test(digits)) this.retryMs = Math.min(Number(digits), longestRetryMs);
  }

  #endBlock(): void {
    const { pendingBytes } = this;
    if (this.#setsId) this.#takeNextId();
    const data = this.#data;
    const more = this.#moreData;
    const type = this.#type;
    if (data === undefined) {
      this.#type = '';
      this.#reportSilence(!this.#hasFields);
      return;
    }
    this.#data = undefined;
    this.#moreData = undefined;
    this.#type = '';
    this.#hasFields = false;
    this.pendingBytes = 0;
    const whole = more === undefined ? data : Buffer.concat([data, ...more]);
    this.#sink.onEvent(type === '' ? 'message' : type, whole, pendingBytes);
  }

  #takeNextId(): void {
    const id = this.#nextId;
    this.#nextId = this.#id;
    this.#id = id;
    this.#setsId = false;
  }

  #reportSilence(idle: boolean): void {
    const { pendingBytes } = this;
    this.#hasFields = false;
    this.pendingBytes = 0;
    this.#sink.onSilence(pendingBytes, idle);
  }
}

/** An event id as bytes in memory of its own, so that it does not keep a socket's read buffer alive. */
class IdBytes {
  #bytes = Buffer.alloc(0);
  #length = 0;

  copyFrom(line: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#bytes.length < length) this.#bytes = Buffer.alloc(2 * length);
    const bytes = this.#bytes;
    for (let at = 0; at < length; at++) bytes[at] = line[start + at] as number;
    this.#length = length;
  }

  toString(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }
}

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
  const found = chunk.indexOf(byte, from);
  return found === -1 ? chunk.length : found;
}

function isName(line: Buffer, start: number, end: number, name: Buffer): boolean {
  if (end - start !== name.length) return false;
  for (let at = 0; at < name.length; at++) if (line[start + at] !== name[at]) return false;
  return true;
}
