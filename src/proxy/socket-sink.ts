import type { Socket } from 'node:net';
import type { Sink } from './flow.js';
import type { ConnectionUnderToxic, EndHow } from './stage.js';

/** The socket at which a flow ends. */
export class SocketSink implements Sink {
  readonly #socket: Socket;
  readonly #connection: ConnectionUnderToxic;

  constructor(socket: Socket, connection: ConnectionUnderToxic) {
    this.#socket = socket;
    this.#connection = connection;
  }

  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  write(chunk: Buffer): void {
    if (this.#socket.writable) this.#socket.write(chunk);
  }

  end(how: EndHow): void {
    if (how === 'shut') this.#connection.close();
    else if (how === 'reset') resetSocket(this.#socket);
    else this.#socket.end();
  }
}

/** Ends a connection with a RST; one that is being made is given up. */
export function resetSocket(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
