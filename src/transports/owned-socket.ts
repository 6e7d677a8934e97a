import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { PlainSocket } from './plain-socket.js';
import { SecureSocket } from './secure-socket.js';

/** What a connection wants to know of its socket. */
export interface SocketOwner {
  /** Whether the owner starts a tap; without one, the sizes of TLS records are not kept. */
  readonly tapsSocket: boolean;
  /** The socket is ready for the application's bytes: TCP, and TLS where there is one, are established. */
  onSocketConnect(): void;
  onSocketError(error: Error): void;
  /** What was read, as it came and as the application sees it; only after `startTap`. */
  onSocketData(chunk: Buffer): void;
  /** Under TLS, after `startTap`: what `onSocketData` told last was the end of a record. */
  onRecordEnd(): void;
  onSocketClose(): void;
}

/**
 * The TCP connection of one simulated client, with or without TLS. Bytes are counted twice: on the wire, where the kernel
 * has them, and as the application's own; the difference is what TLS adds, nothing where there is none.
 */
export interface OwnedSocket {
  /** What protocol libraries read from and write to. */
  readonly stream: Socket;
  /** The application can use it, or could; false for an attempt that never got through. */
  readonly connected: boolean;
  /** Bytes of TCP payload, both as the socket counts them. */
  readonly wireReceived: number;
  readonly wireSent: number;
  /** Bytes of the application in them, and the TLS records that carried those. */
  readonly received: number;
  readonly sent: number;
  readonly receivedRecords: number;
  readonly sentRecords: number;
  /**
   * From now on the owner sees every chunk beside the library that reads the socket. Call it after the library has
   * attached itself: a `data` listener that comes first would start the flow before the library listens.
   */
  startTap(): void;
  /** Ends the connection with a TCP RST, or the attempt at one. */
  reset(): void;
  destroy(): void;
}

/** Where a transport's connections go, taken apart once so that an attempt parses nothing. */
export interface Endpoint {
  /** `http://host:port` or `https://host:port`, without a slash at the end. */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** For `https` and `wss` only. */
  readonly secureContext: SecureContext | undefined;
  /** Under TLS: the name to ask for and to verify, and whether to. */
  readonly secureName: SecureName;
}

export interface SecureName {
  /** Undefined: the host, and none is asked for when that is an address (RFC 6066 §3). */
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/**
 * @param url base address such as `http://127.0.0.1:23456`
 * @param certificate PEM of the only certificate to trust; undefined: those that Node trusts
 * @param via where sockets are connected to instead: what is asked for, and of whom, stays the same
 */
export function parseEndpoint(
  url: string,
  certificate?: string,
  secureName: SecureName = {},
  via?: { readonly host: string; readonly port: number },
): Endpoint {
  const { origin, protocol, hostname, port } = new URL(url);
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  return {
    origin,
    host: via?.host ?? host,
    secureName,
    port: via?.port ?? (port === '' ? (isSecure ? 443 : 80) : Number(port)),
    secureContext: isSecure
      ? createSecureContext({
          minVersion: 'TLSv1.3',
          ...(certificate === undefined ? {} : { ca: certificate }),
        })
      : undefined,
  };
}

/** Starts connecting; failures arrive as the stream's `error` event. */
export function openSocket(
  owner: SocketOwner,
  endpoint: Endpoint,
  localAddress: string | undefined,
): OwnedSocket {
  const { host, port, secureContext, secureName } = endpoint;
  const target = localAddress === undefined ? { host, port } : { host, port, localAddress };
  return secureContext === undefined
    ? new PlainSocket(owner, target)
    : new SecureSocket(owner, target, { ...secureName, secureContext });
}
