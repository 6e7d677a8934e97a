import type { ByteSplit } from '../metrics/byte-split.js';
import { type ChunkFramingSink, HttpMeter } from './http-meter.js';

/** What a block of an event stream is there for, beside any payload in it. */
export type BlockPart = 'setup' | 'framing' | 'heartbeats';

/**
 * Splits the bytes of an SSE response. The raw socket bytes come in through `feed`, ahead of the library; the
 * blocks that the parser found in the decoded body follow through `addBlock`. The framing of HTTP chunks goes to
 * the part of the block that holds the body byte next to it, whether a chunk carries one event, many, or a
 * fraction.
 */
export class SseByteMeter implements ChunkFramingSink {
  readonly http = new HttpMeter(this);
  #setup = 0;
  #payload = 0;
  #framing = 0;
  #heartbeats = 0;
  /** Framing of TLS records. */
  #recordBytes = 0;
  /** Position in the body at which the last block ended, and that block's part. */
  #blocksEnd = 0;
  #lastPart: BlockPart = 'setup';
  /** Chunk framing ahead of `#blocksEnd`, in order: position in the body and bytes. Emptied as blocks catch up. */
  #aheadAt: number[] = [];
  #aheadBytes: number[] = [];

  feed(chunk: Buffer): void {
    this.http.feed(chunk);
  }

  onChunkFraming(bytes: number, bodyAt: number): void {
    if (bodyAt < this.#blocksEnd) this.#add(this.#lastPart, bytes);
    else {
      this.#aheadAt.push(bodyAt);
      this.#aheadBytes.push(bytes);
    }
  }

  /**
   * What was fed last was the end of a TLS record, whose framing takes `bytes`. It goes with the record's last body byte,
   * or to setup when it carried none: a response's head or end.
   */
  addRecord(bytes: number): void {
    const { bodyBytes, endBytes } = this.http;
    this.#recordBytes += bytes;
    if (bodyBytes === 0 || endBytes > 0) this.#setup += bytes;
    else this.onChunkFraming(bytes, bodyBytes - 1);
  }

  /** The parser completed a block of `blockBytes`, `payloadBytes` of which are a message's payload. */
  addBlock(part: BlockPart, blockBytes: number, payloadBytes: number): void {
    this.#blocksEnd += blockBytes;
    this.#lastPart = part;
    this.#payload += payloadBytes;
    this.#add(part, blockBytes - payloadBytes + this.#takeAhead());
  }

  /**
   * Adds the parts of all received bytes, the framing of TLS records included. A block that never ended and bytes nobody read any more are `rest`:
   * framing on a subscribed stream, setup before.
   */
  foldInto(into: ByteSplit, received: number, rest: 'setup' | 'framing'): void {
    const { http } = this;
    into.setup += http.headBytes + http.endBytes + this.#setup;
    into.payload += this.#payload;
    into.framing += this.#framing;
    into.heartbeats += this.#heartbeats;
    const unread = received - http.bytes - this.#recordBytes;
    const openBlock = http.bodyBytes - this.#blocksEnd;
    let ahead = http.unfinishedBytes;
    for (const bytes of this.#aheadBytes) ahead += bytes;
    into[rest] += unread + openBlock + ahead;
  }

  /** @returns the framing of the chunks that the blocks have now reached. */
  #takeAhead(): number {
    let count = 0;
    let bytes = 0;
    while (count < this.#aheadAt.length && (this.#aheadAt[count] as number) < this.#blocksEnd) {
      bytes += this.#aheadBytes[count++] as number;
    }
    if (count === this.#aheadAt.length) {
      this.#aheadAt.length = 0;
      this.#aheadBytes.length = 0;
    } else {
      this.#aheadAt.splice(0, count);
      this.#aheadBytes.splice(0, count);
    }
    return bytes;
  }

  #add(part: BlockPart, bytes: number): void {
    if (part === 'framing') this.#framing += bytes;
    else if (part === 'heartbeats') this.#heartbeats += bytes;
    else this.#setup += bytes;
  }
}
