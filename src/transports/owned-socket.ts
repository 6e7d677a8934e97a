import { Socket } from 'node:net';

/** What a connection wants to know of its socket. */
export interface SocketOwner {
  onSocketConnect(): void;
  onSocketError(error: Error): void;
  /** What was read, as it came; only after `startTap`. */
  onSocketData(chunk: Buffer): void;
  onSocketClose(): void;
}

/** Where a transport's connections go, taken apart once so that an attempt parses nothing. */
export interface Endpoint {
  /** `http://host:port`, without a slash at the end. */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
}

/** @param url base address such as `http://127.0.0.1:23456` */
export function parseEndpoint(url: string): Endpoint {
  const { origin, hostname, port } = new URL(url);
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { origin, host, port: port === '' ? 80 : Number(port) };
}

/**
 * The TCP connection of one simulated client. It knows its owner, so that its listeners are functions shared by all
 * sockets instead of closures of each. They are attached before those of any protocol library and so run first.
 */
export class OwnedSocket extends Socket {
  readonly owner: SocketOwner;
  /** False for an attempt that never got through: what was queued for it was not sent. */
  connected = false;

  constructor(owner: SocketOwner) {
    super();
    this.owner = owner;
    this.setNoDelay(true);
    this.on('connect', tellConnect);
    this.on('error', tellError);
    this.on('close', tellClose);
  }

  /** Bytes handed to the kernel; Node's `bytesWritten` also counts what waited for a connection that never came. */
  get sentBytes(): number {
    return this.connected ? this.bytesWritten : 0;
  }

  /**
   * From now on the owner sees every chunk beside the library that reads the socket. Call it after the library has
   * attached itself: a `data` listener that comes first would start the flow before the library listens.
   */
  startTap(): void {
    this.on('data', tellData);
  }

  /** Ends the connection with a TCP RST, or the attempt at one. */
  reset(): void {
    if (this.connecting || !this.connected) this.destroy();
    else this.resetAndDestroy();
  }
}

/** Starts connecting; failures arrive as the socket's `error` event. */
export function openSocket(
  owner: SocketOwner,
  endpoint: Endpoint,
  localAddress: string | undefined,
): OwnedSocket {
  const socket = new OwnedSocket(owner);
  const { host, port } = endpoint;
  socket.connect(localAddress === undefined ? { host, port } : { host, port, localAddress });
  return socket;
}

function tellConnect(this: OwnedSocket): void {
  this.connected = true;
  this.owner.onSocketConnect();
}

function tellError(this: OwnedSocket, error: Error): void {
  this.owner.onSocketError(error);
}

function tellData(this: OwnedSocket, chunk: Buffer): void {
  this.owner.onSocketData(chunk);
}

function tellClose(this: OwnedSocket): void {
  this.owner.onSocketClose();
}
