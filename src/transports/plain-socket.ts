import { Socket, type TcpSocketConnectOpts } from 'node:net';
import type { OwnedSocket, SocketOwner } from './owned-socket.js';

/**
 * A socket that knows its owner, so that its listeners are functions shared by all sockets instead of closures of each.
 * They are attached before those of any protocol library and so run first.
 */
export class PlainSocket extends Socket implements OwnedSocket {
  readonly owner: SocketOwner;
  connected = false;
  readonly receivedRecords = 0;
  readonly sentRecords = 0;

  constructor(owner: SocketOwner, target: TcpSocketConnectOpts) {
    super();
    this.owner = owner;
    this.setNoDelay(true);
    this.on('connect', tellConnect);
    this.on('error', tellError);
    this.on('close', tellClose);
    this.connect(target);
  }

  get stream(): Socket {
    return this;
  }

  get received(): number {
    return this.bytesRead;
  }

  /** Bytes handed to the kernel; Node's `bytesWritten` also counts what waited for a connection that never came. */
  get sent(): number {
    return this.connected ? this.bytesWritten : 0;
  }

  get wireReceived(): number {
    return this.received;
  }

  get wireSent(): number {
    return this.sent;
  }

  startTap(): void {
    this.on('data', tellData);
  }

  reset(): void {
    if (this.connecting || !this.connected) this.destroy();
    else this.resetAndDestroy();
  }
}

function tellConnect(this: PlainSocket): void {
  this.connected = true;
  this.owner.onSocketConnect();
}

function tellError(this: PlainSocket, error: Error): void {
  this.owner.onSocketError(error);
}

function tellData(this: PlainSocket, chunk: Buffer): void {
  this.owner.onSocketData(chunk);
}

function tellClose(this: PlainSocket): void {
  this.owner.onSocketClose();
}
