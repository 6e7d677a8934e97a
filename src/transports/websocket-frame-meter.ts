/** RFC 6455 §5.2. */
const opcodeContinuation = 0x0;
const opcodeText = 0x1;
const opcodeBinary = 0x2;
const opcodeClose = 0x8;
const opcodePing = 0x9;
const opcodePong = 0xa;

/**
 * Counts what the bytes of a WebSocket stream are for, from the bytes themselves: independent of the library that
 * decodes them, and indifferent to how they are cut into chunks. Binary messages are payload with their frame
 * headers as framing, continuation headers included; text messages are notices and close frames end the
 * connection: both setup. What belongs to a message or header whose end has not come yet is in `unfinishedBytes`,
 * so the parts always add up to `bytes`.
 */
export class WebSocketFrameMeter {
  /** Opcode whose messages are notices; undefined: none is, text messages are payload like binary ones. */
  readonly #noticeOpcode: number | undefined;
  bytes = 0;
  setupBytes = 0;
  /** Of complete binary messages. */
  payloadBytes = 0;
  framingBytes = 0;
  heartbeatBytes = 0;
  /** Length of the close frame's body; undefined until that frame is complete. */
  closeBodyBytes: number | undefined;

  /** Bytes of the present frame's header seen so far, and how many it will have. */
  #headerSeen = 0;
  #headerBytes = 2;
  #lengthEnd = 2;
  #opcode = 0;
  #final = false;
  #length = 0;
  #bodyLeft = 0;
  /** Opcode of the message that the present data frame belongs to. */
  #messageOpcode = 0;
  #openPayloadBytes = 0;

  /** @param textIs what text messages are: notices of the reference server, or messages like any other */
  constructor(textIs: 'notice' | 'message' = 'notice') {
    this.#noticeOpcode = textIs === 'notice' ? opcodeText : undefined;
  }

  /** Bytes of a header or binary message that is not complete. */
  get unfinishedBytes(): number {
    return this.#headerSeen + this.#openPayloadBytes;
  }

  feed(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const taken = Math.min(this.#bodyLeft, chunk.length - at);
        at += taken;
        this.#takeBody(taken);
      } else {
        this.#takeHeaderByte(chunk[at++] as number);
      }
    }
  }

  /** Counts bytes of a layer beneath, such as the framing of a TLS record, with the frame of the last byte that was fed. */
  addBeneath(bytes: number): void {
    this.#count(bytes, false);
  }

  #takeHeaderByte(byte: number): void {
    const position = this.#headerSeen++;
    if (position === 0) {
      this.#final = (byte & 0x80) !== 0;
      this.#opcode = byte & 0x0f;
    } else if (position === 1) {
      this.#startLength(byte);
    } else if (position < this.#lengthEnd) {
      this.#length = this.#length * 256 + byte;
    }
    if (this.#headerSeen >= 2 && this.#headerSeen === this.#headerBytes) this.#beginBody();
  }

  /** The second byte: mask bit and a length that is either itself or announces 2 or 8 further bytes. */
  #startLength(byte: number): void {
    const short = byte & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    this.#length = extended === 0 ? short : 0;
    this.#lengthEnd = 2 + extended;
    this.#headerBytes = this.#lengthEnd + ((byte & 0x80) === 0 ? 0 : 4);
  }

  #beginBody(): void {
    if (this.#opcode === opcodeText || this.#opcode === opcodeBinary) this.#messageOpcode = this.#opcode;
    this.#count(this.#headerBytes, false);
    this.#headerSeen = 0;
    this.#headerBytes = 2;
    this.#bodyLeft = this.#length;
    if (this.#bodyLeft === 0) this.#endFrame();
  }

  #takeBody(taken: number): void {
    this.#bodyLeft -= taken;
    this.#count(taken, true);
    if (this.#bodyLeft === 0) this.#endFrame();
  }

  #endFrame(): void {
    if (this.#opcode === opcodeClose) this.closeBodyBytes ??= this.#length;
    if (this.#opcode > opcodeBinary || !this.#final) return;
    this.payloadBytes += this.#openPayloadBytes;
    this.#openPayloadBytes = 0;
  }

  #count(count: number, body: boolean): void {
    const kind = this.#opcode === opcodeContinuation ? this.#messageOpcode : this.#opcode;
    if (kind === this.#noticeOpcode || kind === opcodeClose) this.setupBytes += count;
    else if (kind === opcodePing || kind === opcodePong) this.heartbeatBytes += count;
    else if ((kind === opcodeBinary || kind === opcodeText) && body) this.#openPayloadBytes += count;
    else this.framingBytes += count;
  }
}
