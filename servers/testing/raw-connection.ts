import { connect, type Socket } from 'node:net';
import type { RunningServer } from '../server.js';
import { until } from './test-server.js';

/** A TCP connection that shows exactly what the server sent. */
export class RawConnection {
  readonly socket: Socket;
  /** How it ended: `end` in order, or the error's code. */
  ended: string | undefined;
  #received = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    socket.once('end', () => {
      this.ended ??= 'end';
    });
    // A connection that was reset may fail a second time, in a write that was under way.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.ended ??= error.code ?? error.message;
    });
    socket.once('close', () => {
      this.ended ??= 'close';
    });
  }

  static async open(server: RunningServer): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port: server.port });
    const connection = new RawConnection(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    return connection;
  }

  /** Opens a connection and sends one request without a body. */
  static async get(server: RunningServer, target: string, ...headers: string[]): Promise<RawConnection> {
    const connection = await RawConnection.open(server);
    await connection.get(target, ...headers);
    return connection;
  }

  get text(): string {
    return this.#received.toString('utf8');
  }

  get bytes(): Buffer {
    return this.#received;
  }

  /** Sends a request; resolves once the kernel has it. */
  get(target: string, ...headers: string[]): Promise<void> {
    const request = ['GET ', target, ' HTTP/1.1\r\n', ['Host: test', ...headers, '', ''].join('\r\n')].join(
      '',
    );
    return new Promise((resolve) => {
      this.socket.write(request, () => resolve());
    });
  }

  /** Waits until `text` has been received; where it stands counts from `after`. */
  async waitFor(text: string, after = 0): Promise<void> {
    await until(() => this.ended !== undefined || this.text.includes(text, after));
    if (!this.text.includes(text, after)) {
      throw new Error(
        `${JSON.stringify(text)} did not come before ${this.ended}: ${JSON.stringify(this.text)}`,
      );
    }
  }

  async waitForEnd(): Promise<string> {
    await until(() => this.ended !== undefined);
    return this.ended as string;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
