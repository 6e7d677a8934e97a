/**
 * Reads the answers on a pipelined HTTP/1.1 connection, whatever way they are cut: only each one's status matters, bodies
 * are skipped. Bodies by Content-Length and chunked ones are understood (RFC 9112 §6.3); one that lasts until the
 * connection closes cannot be pipelined and is an error.
 */
export class AnswerReader {
  readonly #onAnswer: (status: number) => void;
  #text = '';
  /** Bytes of the present body, or of its present chunk with the line break after it, still to skip. */
  #skip = 0;
  #place: 'head' | 'chunk-size' | 'trailer' = 'head';
  #status = 0;

  constructor(onAnswer: (status: number) => void) {
    this.#onAnswer = onAnswer;
  }

  /**
   * @param text the next bytes, one character each (latin1)
   * @throws Error when this is not HTTP/1.1, or an answer has no end of its own
   */
  feed(text: string): void {
    this.#text += text;
    while (this.#skipBody() && this.#takeOne());
  }

  /** @returns true when there is no body left to skip. */
  #skipBody(): boolean {
    const skipped = Math.min(this.#skip, this.#text.length);
    this.#text = this.#text.slice(skipped);
    this.#skip -= skipped;
    return this.#skip === 0;
  }

  /** @returns true when something was taken and more may follow. */
  #takeOne(): boolean {
    if (this.#place === 'head') return this.#takeHead();
    const end = this.#text.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    if (this.#place === 'trailer') {
      if (line === '') this.#finish();
    } else this.#takeChunkSize(line);
    return true;
  }

  #takeHead(): boolean {
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 4);
    this.#status = Number(/^HTTP\/1\.1 (\d{3})\b/.exec(head)?.[1] ?? 0);
    if (this.#status === 0) throw new Error('not an HTTP/1.1 answer');
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.#place = 'chunk-size';
    else {
      this.#skip = this.#hasNoBody()
        ? 0
        : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(this.#skip)) throw new Error('an answer without Content-Length');
      this.#finish();
    }
    return true;
  }

  #hasNoBody(): boolean {
    return this.#status < 200 || this.#status === 204 || this.#status === 304;
  }

  #takeChunkSize(line: string): void {
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) throw new Error('not a chunk size');
    if (size === 0) this.#place = 'trailer';
    else this.#skip = size + 2;
  }

  /** Interim answers (1xx) announce another one. */
  #finish(): void {
    this.#place = 'head';
    if (this.#status >= 200) this.#onAnswer(this.#status);
  }
}
