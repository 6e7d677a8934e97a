const lf = 10;
const semicolon = 59;

/** Where in an HTTP/1.1 response the next byte stands. */
type Place = 'head' | 'size' | 'chunk' | 'chunk-end' | 'trailer' | 'body';

/** Told of the framing of each chunk of a chunked body. */
export interface ChunkFramingSink {
  /**
   * @param bytes of framing: a chunk's size line, or the line break after its data
   * @param bodyAt position in the body, from 0, of the body byte next to the framing: the chunk's first or last
   */
  onChunkFraming(bytes: number, bodyAt: number): void;
}

/**
 * Tells head, chunk framing (RFC 9112 §7.1) and body of one HTTP/1.1 response apart in the raw bytes of its
 * socket, however they are cut. It counts and does not check: the library that reads the response does that.
 * `headBytes + chunkFramingBytes + bodyBytes + endBytes + unfinishedBytes = bytes`, always.
 */
export class HttpMeter {
  bytes = 0;
  /** Status line and header fields, interim (1xx) responses included. */
  headBytes = 0;
  /** Size lines and line breaks around the chunks' data. */
  chunkFramingBytes = 0;
  bodyBytes = 0;
  /** The last chunk, of size 0, and the trailer section after it. */
  endBytes = 0;

  readonly #sink: ChunkFramingSink;
  #place: Place = 'head';
  #head = '';
  /** Bytes of the present size line or line break so far. */
  #lineBytes = 0;
  #size = 0;
  #inSize = true;
  #chunkLeft = 0;

  constructor(sink: ChunkFramingSink) {
    this.#sink = sink;
  }

  /** Bytes of chunk framing that is not complete. */
  get unfinishedBytes(): number {
    return this.#place === 'size' || this.#place === 'chunk-end' ? this.#lineBytes : 0;
  }

  feed(chunk: Buffer): void {
    this.bytes += chunk.length;
    let at = 0;
    while (at < chunk.length) at = this.#take(chunk, at);
  }

  /** @returns position after what was taken, at least one byte. */
  #take(chunk: Buffer, at: number): number {
    switch (this.#place) {
      case 'head':
        return this.#takeHead(chunk, at);
      case 'size':
        return this.#takeSize(chunk, at);
      case 'chunk':
        return this.#takeChunk(chunk, at);
      case 'chunk-end':
        return this.#takeChunkEnd(chunk, at);
      case 'trailer':
        this.endBytes += chunk.length - at;
        return chunk.length;
      case 'body':
        this.bodyBytes += chunk.length - at;
        return chunk.length;
    }
  }

  #takeHead(chunk: Buffer, at: number): number {
    const before = this.#head.length;
    this.#head += chunk.toString('latin1', at);
    const blank = this.#head.indexOf('\r\n\r\n');
    if (blank === -1) {
      this.headBytes += chunk.length - at;
      return chunk.length;
    }
    const taken = blank + 4 - before;
    this.headBytes += taken;
    const head = this.#head.slice(0, blank + 2);
    this.#head = '';
    if (!/^HTTP\/1\.[01] 1\d\d/.test(head)) this.#place = isChunked(head) ? 'size' : 'body';
    return at + taken;
  }

  #takeSize(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      this.#lineBytes++;
      if (byte === lf) {
        this.#endSizeLine();
        return at + 1;
      }
      if (byte === semicolon) this.#inSize = false;
      const digit = hexValue(byte);
      if (this.#inSize && digit >= 0) this.#size = this.#size * 16 + digit;
    }
    return chunk.length;
  }

  #endSizeLine(): void {
    const line = this.#lineBytes;
    const size = this.#size;
    this.#lineBytes = 0;
    this.#size = 0;
    this.#inSize = true;
    if (size === 0) {
      this.endBytes += line;
      this.#place = 'trailer';
    } else {
      this.#chunkLeft = size;
      this.#place = 'chunk';
      this.#countFraming(line, this.bodyBytes);
    }
  }

  #takeChunk(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#chunkLeft, chunk.length - at);
    this.bodyBytes += taken;
    this.#chunkLeft -= taken;
    if (this.#chunkLeft === 0) this.#place = 'chunk-end';
    return at + taken;
  }

  #takeChunkEnd(chunk: Buffer, at: number): number {
    this.#lineBytes++;
    if (chunk[at] === lf) {
      const line = this.#lineBytes;
      this.#lineBytes = 0;
      this.#place = 'size';
      this.#countFraming(line, this.bodyBytes - 1);
    }
    return at + 1;
  }

  #countFraming(bytes: number, bodyAt: number): void {
    this.chunkFramingBytes += bytes;
    this.#sink.onChunkFraming(bytes, bodyAt);
  }
}

function isChunked(head: string): boolean {
  return /\r\ntransfer-encoding:[^\r]*\bchunked[ \t]*\r\n/i.test(head);
}

/** @returns the value of an ASCII hex digit, −1 for any other byte. */
function hexValue(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
