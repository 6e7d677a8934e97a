import { TLSSocket } from 'node:tls';

/** Header 5, content type 1, authentication tag 16 (RFC 8446 §5.2; the tag is that of every suite Node offers). */
export const recordOverheadBytes = 22;

/** The most application data one record carries (RFC 8446 §5.1). */
export const recordDataBytes = 16_384;

type WriteCallback = (error?: Error | null) => void;
type PendingWrite = { readonly chunk: Buffer | string; readonly encoding: BufferEncoding };

/** The stream's own methods, which are public to those who implement streams and missing in Node's types of sockets. */
const inherited = TLSSocket.prototype as unknown as {
  push(chunk: Buffer | null, encoding?: BufferEncoding): boolean;
  _write(chunk: Buffer | string, encoding: BufferEncoding, callback: WriteCallback): void;
  _writev(chunks: PendingWrite[], callback: WriteCallback): void;
};

/**
 * Counts the application data of a TLS socket and the records that carry it. OpenSSL gives the data of one record per read
 * (SSL_read(3)) and Node pushes each read as it is; each write of the stream is one SSL_write, which fills records before
 * it begins another. The socket's own events would not do: a stream joins what came in one go.
 */
export class TlsRecords {
  received = 0;
  receivedRecords = 0;
  sent = 0;
  sentRecords = 0;
  /** Sizes of received records not taken yet, oldest first; kept only when someone takes them. */
  readonly #sizes: number[] = [];
  readonly #keepsSizes: boolean;
  /** What is left of the record being taken. */
  #left = 0;

  constructor(socket: TLSSocket, keepsSizes: boolean) {
    this.#keepsSizes = keepsSizes;
    const records = this;
    Object.assign(socket, {
      push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
        if (chunk !== null) records.#receive(chunk.length);
        return inherited.push.call(socket, chunk, encoding);
      },
      _write(chunk: Buffer | string, encoding: BufferEncoding, callback: WriteCallback): void {
        records.#send(measure({ chunk, encoding }));
        inherited._write.call(socket, chunk, encoding, callback);
      },
      _writev(chunks: PendingWrite[], callback: WriteCallback): void {
        let bytes = 0;
        for (const write of chunks) bytes += measure(write);
        records.#send(bytes);
        inherited._writev.call(socket, chunks, callback);
      },
    });
  }

  /**
   * Takes application data in the order in which it was received.
   * @param most bytes to take, of those received and not taken yet
   * @returns how many were taken: up to the end of their record, and whether they reach it
   */
  take(most: number): { bytes: number; ends: boolean } {
    if (this.#left === 0) this.#left = this.#sizes.shift() ?? most;
    const bytes = Math.min(most, this.#left);
    this.#left -= bytes;
    return { bytes, ends: this.#left === 0 };
  }

  #receive(bytes: number): void {
    if (bytes === 0) return;
    this.received += bytes;
    this.receivedRecords++;
    if (this.#keepsSizes) this.#sizes.push(bytes);
  }

  #send(bytes: number): void {
    this.sent += bytes;
    this.sentRecords += Math.ceil(bytes / recordDataBytes);
  }
}

function measure({ chunk, encoding }: PendingWrite): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
}
