import type { ByteSplit } from '../metrics/byte-split.js';
import { encodePostHead } from '../wire/post-head.js';
import { paths } from '../wire/protocol.js';
import { AnswerReader } from './answer-reader.js';
import { type OwnedSocket, openSocket, type SocketOwner } from './owned-socket.js';
import type { ConnectionHome, UnsettledConnection } from './simulated-transport.js';
import { recordOverheadBytes } from './tls-records.js';
import type { EchoRequest } from './transport.js';

/**
 * The second connection of a client whose transport only brings messages: what it has to say it posts here, pipelined
 * (RFC 9112 §9.3.2) and never repeated. A request on the first connection would wait behind a poll that is held, or behind
 * a stream that never ends; all three use the same one so that they can be compared.
 *
 * Payloads are payload (acknowledgements have none), all else that is sent and the answers are requests: the socket's own count is split in two, so
 * nothing can be left over.
 */
export class EchoUplink implements SocketOwner, UnsettledConnection {
  readonly #home: ConnectionHome;
  readonly #echo: EchoRequest;
  readonly #socket: OwnedSocket;
  readonly #answers: AnswerReader;
  #head: { readonly payloadBytes: number; readonly bytes: Buffer } | undefined;
  #payload = 0;
  #closing = false;
  closed = false;
  readonly tapsSocket = true;

  constructor(home: ConnectionHome, echo: EchoRequest) {
    this.#home = home;
    this.#echo = echo;
    this.#answers = new AnswerReader((status) => {
      if (status >= 300) echo.handlers.onEchoRefused(status);
    });
    this.#socket = openSocket(this, home.endpoint, echo.uplinkAddress);
    this.#socket.startTap();
  }

  /** Posts a payload (ASCII); what is posted before the connection is made waits for it. */
  post(payload: string): void {
    const head = this.#headFor(payload.length);
    const request = Buffer.allocUnsafe(head.length + payload.length);
    head.copy(request);
    request.write(payload, head.length, 'latin1');
    if (this.#echo.purpose !== 'acks') this.#payload += payload.length;
    this.#socket.stream.write(request);
  }

  /** `close`: once everything posted has been written. */
  close(how: 'close' | 'reset'): void {
    if (this.closed || this.#closing) return;
    this.#closing = true;
    this.#home.addUnsettled(this);
    if (how === 'reset') this.#socket.reset();
    else if (this.#socket.connected) this.#socket.stream.destroySoon();
    else this.#socket.destroy();
  }

  destroySocket(): void {
    this.#socket.destroy();
  }

  onSocketConnect(): void {
    this.#echo.handlers.onUplink(true);
  }

  /** Its end says all there is to say. */
  onSocketError(): void {}

  onSocketData(chunk: Buffer): void {
    try {
      this.#answers.feed(chunk.toString('latin1'));
    } catch {
      // What follows cannot be told apart any more.
      this.#socket.destroy();
    }
  }

  /** Records are counted, not where they end. */
  onRecordEnd(): void {}

  onSocketClose(): void {
    this.closed = true;
    if (this.#socket.connected) this.#echo.handlers.onUplink(false);
    this.#countBytes(this.#home.context.bytes);
    this.#home.removeUnsettled(this);
  }

  #countBytes(into: ByteSplit): void {
    const { received, sent, receivedRecords, sentRecords, wireReceived, wireSent } = this.#socket;
    const carried = received + sent + (receivedRecords + sentRecords) * recordOverheadBytes;
    const payload = Math.min(this.#payload, sent);
    into.received += wireReceived;
    into.sent += wireSent;
    // What TLS says on its own account.
    into.setup += wireReceived + wireSent - carried;
    into.payload += payload;
    into.requests += carried - payload;
  }

  #headFor(payloadBytes: number): Buffer {
    if (this.#head?.payloadBytes !== payloadBytes) {
      const { host, port } = this.#home.endpoint;
      const path = `${paths[this.#echo.purpose ?? 'echo']}?client=${this.#echo.id}`;
      this.#head = { payloadBytes, bytes: encodePostHead({ host, port, path, payloadBytes }) };
    }
    return this.#head.bytes;
  }
}
