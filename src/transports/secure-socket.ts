import { Socket, type TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { OwnedSocket, SocketOwner } from './owned-socket.js';
import { TlsRecords } from './tls-records.js';

/**
 * TLS 1.3 over a socket of its own. `TLSSocket.bytesRead` is plaintext, so the wire is counted at the socket beneath.
 * The certificate is verified as always, unless told otherwise: it must be signed by one that the context trusts and name
 * the host.
 */
export class SecureSocket implements OwnedSocket {
  readonly stream: TLSSocket;
  connected = false;
  readonly #owner: SocketOwner;
  readonly #tcp = new Socket();
  readonly #records: TlsRecords;

  constructor(owner: SocketOwner, target: TcpSocketConnectOpts, trust: ConnectionOptions) {
    this.#owner = owner;
    this.#tcp.setNoDelay(true);
    // The stream above reports it too.
    this.#tcp.on('error', ignore);
    this.#tcp.connect(target);
    const { host = 'localhost' } = target;
    this.stream = connect({ socket: this.#tcp, host, minVersion: 'TLSv1.3', ...trust });
    this.#records = new TlsRecords(this.stream, owner.tapsSocket);
    this.stream.on('secureConnect', () => {
      this.connected = true;
      owner.onSocketConnect();
    });
    this.stream.on('error', (error) => owner.onSocketError(error));
    this.stream.on('close', () => owner.onSocketClose());
  }

  get wireReceived(): number {
    return this.#tcp.bytesRead;
  }

  get wireSent(): number {
    return this.#tcp.bytesWritten;
  }

  get received(): number {
    return this.#records.received;
  }

  /** What was written before the handshake was over waits for it; if that fails, nothing of it was sent. */
  get sent(): number {
    return this.connected ? this.#records.sent : 0;
  }

  get receivedRecords(): number {
    return this.#records.receivedRecords;
  }

  get sentRecords(): number {
    return this.connected ? this.#records.sentRecords : 0;
  }

  startTap(): void {
    let passed = this.received - this.stream.readableLength;
    while (passed > 0) passed -= this.#records.take(passed).bytes;
    this.stream.on('data', (chunk: Buffer) => this.#tell(chunk));
  }

  reset(): void {
    if (this.connected && !this.stream.destroyed) this.#tcp.resetAndDestroy();
    this.stream.destroy();
  }

  destroy(): void {
    this.stream.destroy();
  }

  #tell(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const { bytes, ends } = this.#records.take(chunk.length - at);
      this.#owner.onSocketData(chunk.subarray(at, at + bytes));
      at += bytes;
      if (ends) this.#owner.onRecordEnd();
    }
  }
}

function ignore(): void {}
