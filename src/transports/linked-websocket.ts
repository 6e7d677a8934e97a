import type { IncomingMessage } from 'node:http';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import type { WebSocketConnection } from './websocket-connection.js';

/** How long a closing handshake may take before ws destroys the socket. */
const closeTimeoutMs = 1000;

/**
 * A longer message ends the connection with 1009 (RFC 6455 §7.4.1): sixteen times the largest payload of a scenario. A
 * client that took whatever length a frame announces could be made to fill its process's memory.
 */
export const mostMessageBytes = 16 * 1024 * 1024;

/** The upgrade request, where it is not the same for all. */
export interface Handshake {
  readonly url: string;
  readonly protocols: string[];
  readonly headers: Record<string, string>;
}

/** A `ws` client that knows its connection, so that its listeners are shared functions. */
export class LinkedWebSocket extends WebSocket {
  readonly connection: WebSocketConnection;

  constructor({ url, protocols, headers }: Handshake, connection: WebSocketConnection) {
    const options: ClientOptions & { closeTimeout: number } = {
      headers,
      perMessageDeflate: connection.offersCompression,
      maxPayload: mostMessageBytes,
      closeTimeout: closeTimeoutMs,
      createConnection: () => connection.stream,
    };
    super(url, protocols, options);
    this.connection = connection;
    this.on('open', tellOpen);
    this.on('message', tellFrame);
    this.on('ping', tellPing);
    this.on('pong', tellPong);
    this.on('unexpected-response', tellUnexpectedResponse);
    this.on('error', tellError);
    this.on('close', tellClose);
  }
}

function tellOpen(this: WebSocket): void {
  (this as LinkedWebSocket).connection.onOpen();
}

function tellFrame(this: WebSocket, data: RawData, isBinary: boolean): void {
  (this as LinkedWebSocket).connection.onFrame(data, isBinary);
}

function tellPing(this: WebSocket, body: Buffer): void {
  (this as LinkedWebSocket).connection.onPing(body.length);
}

function tellPong(this: WebSocket): void {
  (this as LinkedWebSocket).connection.onPong();
}

function tellUnexpectedResponse(this: WebSocket, _request: unknown, response: IncomingMessage): void {
  (this as LinkedWebSocket).connection.onUnexpectedResponse(response);
}

function tellError(this: WebSocket, error: Error): void {
  (this as LinkedWebSocket).connection.onWebSocketError(error);
}

function tellClose(this: WebSocket, code: number): void {
  (this as LinkedWebSocket).connection.onWebSocketClose(code);
}
