import type { ByteSplit } from '../metrics/byte-split.js';
import type { DueHandle, DueTask } from '../system/due-queue.js';
import { type OwnedSocket, openSocket, type SocketOwner } from './owned-socket.js';
import { SilenceWatch } from './silence-watch.js';
import type { ConnectionHome, UnsettledConnection } from './simulated-transport.js';
import { recordOverheadBytes } from './tls-records.js';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHandlers,
  ConnectRequest,
  EchoRequest,
  LocalEnd,
  TransportContext,
} from './transport.js';

/** How a connection lets go of its socket: in the protocol's order, with a RST, or at once. */
export type Release = 'close' | 'reset' | 'destroy';

/**
 * What the connections of all transports have in common: one socket of their own, the attempt's time limit, an end
 * that is told exactly once, and bytes that are counted once the socket is done with. There are thousands of these
 * in a process, so they are their own listeners and timer tasks and hold no timer while nothing is due.
 */
export abstract class SimulatedConnection implements Connection, DueTask, SocketOwner, UnsettledConnection {
  protected readonly home: ConnectionHome;
  protected readonly context: TransportContext;
  protected readonly handlers: ConnectionHandlers;
  protected readonly request: ConnectRequest;
  protected readonly socket: OwnedSocket;
  /** The first error the socket or a protocol library reported. */
  protected failure: Error | undefined;
  protected subscribed = false;
  protected ended = false;
  #waiting: DueHandle | undefined;
  #settled = false;
  #silence: SilenceWatch | undefined;

  constructor(home: ConnectionHome, request: ConnectRequest, handlers: ConnectionHandlers) {
    const { context } = home;
    this.home = home;
    this.context = context;
    this.request = request;
    this.handlers = handlers;
    this.socket = openSocket(this, home.endpoint, request.localAddress);
    this.#waiting = context.due.at(context.clock.nowUs() + context.connectTimeoutUs, this);
  }

  abstract get cursor(): string | undefined;

  /** Most protocols are measured from the counters alone. */
  get tapsSocket(): boolean {
    return false;
  }

  /** Puts a message on its way upstream. */
  protected abstract write(payload: string, echo: EchoRequest): void;

  /** Lets go of the socket. Called once, when the connection has just ended. */
  protected abstract release(how: Release): void;

  /**
   * Adds where the application's bytes and their TLS records went, `received` and `sent` left out. Called once, after
   * the socket closed.
   */
  protected abstract foldParts(into: ByteSplit): void;

  close(how: 'close' | 'reset'): void {
    this.finish(this.describeCut(how), how);
  }

  get localEnd(): LocalEnd | undefined {
    const { localAddress: address, localPort: port, remotePort: serverPort } = this.socket.stream;
    if (address === undefined || port === undefined || serverPort === undefined) return undefined;
    return { address, port, serverPort };
  }

  vanish(): void {
    if (this.ended) return;
    this.ended = true;
    this.callOff();
    this.home.addUnsettled(this);
    this.socket.stream.pause();
  }

  bury(): void {
    if (!this.#settled) this.release('destroy');
  }

  onDue(_dueUs: number): void {
    this.#waiting = undefined;
    const { connectTimeoutUs } = this.context;
    this.finish({ cause: 'timeout', detail: `no answer within ${connectTimeoutUs} us` }, 'destroy');
  }

  onSocketConnect(): void {}

  onSocketError(error: Error): void {
    this.failure ??= error;
  }

  onSocketData(_chunk: Buffer): void {}

  onRecordEnd(): void {}

  onSocketClose(): void {
    this.settle();
  }

  destroySocket(): void {
    this.socket.destroy();
  }

  send(payload: string): boolean {
    if (this.ended || !this.subscribed || this.request.echo === undefined) return false;
    this.write(payload, this.request.echo);
    return true;
  }

  protected becomeSubscribed(): void {
    this.subscribed = true;
    this.callOff();
    this.#watchSilence();
    this.context.pace?.hold(this.socket.stream);
    this.handlers.onSubscribed();
  }

  /** Something came from the server. */
  protected hear(): void {
    this.#silence?.hear();
  }

  /** Sets the connection's one alarm. */
  protected waitUntil(dueUs: number): void {
    this.#waiting = this.context.due.at(dueUs, this);
  }

  /** Ends the connection and tells so, unless that has been done. */
  protected finish(end: ConnectionEnd, how: Release): void {
    if (this.ended) return;
    this.ended = true;
    this.callOff();
    if (!this.#settled) this.home.addUnsettled(this);
    this.release(how);
    this.handlers.onClosed(end);
  }

  /** Counts the bytes of the closed socket. */
  protected settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    const { bytes } = this.context;
    const { wireReceived, wireSent } = this.socket;
    bytes.received += wireReceived;
    bytes.sent += wireSent;
    // What TLS says on its own account, before, after and between: handshake, session tickets, alerts.
    bytes.setup += wireReceived + wireSent - this.carriedReceived - this.carriedSent;
    this.foldParts(bytes);
    this.home.removeUnsettled(this);
  }

  /** Bytes received that are the application's, the framing of their TLS records included. */
  protected get carriedReceived(): number {
    return this.socket.received + this.socket.receivedRecords * recordOverheadBytes;
  }

  protected get carriedSent(): number {
    return this.socket.sent + this.socket.sentRecords * recordOverheadBytes;
  }

  /** Says how this side's own end of the connection looks to the client. */
  protected describeCut(how: 'close' | 'reset'): ConnectionEnd {
    return { cause: 'local', detail: how };
  }

  protected alarmRang(): void {
    this.#waiting = undefined;
  }

  #watchSilence(): void {
    const { staleAfterUs } = this.context;
    if (staleAfterUs === undefined) return;
    const detail = `nothing heard for ${staleAfterUs} us`;
    this.#silence = new SilenceWatch(this.context, staleAfterUs, () =>
      this.finish({ cause: 'timeout', detail }, 'destroy'),
    );
  }

  /** Nothing is waited for any more. */
  protected callOff(): void {
    this.#silence?.stop();
    if (this.#waiting !== undefined) this.context.due.cancel(this.#waiting);
    this.#waiting = undefined;
  }
}
