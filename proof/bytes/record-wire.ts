import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Everything that went over one TCP connection, in both directions, as it was. */
export interface WireRecord {
  /** From the client. */
  readonly up: Buffer;
  /** From the server. */
  readonly down: Buffer;
}

interface Tape {
  readonly up: Buffer[];
  readonly down: Buffer[];
  lastMs: number;
}

/** A TCP proxy that passes every byte on and keeps a copy. */
export class WireRecorder {
  readonly port: number;
  readonly #server: Server;
  readonly #tapes: Tape[];

  private constructor(server: Server, tapes: Tape[]) {
    this.#server = server;
    this.#tapes = tapes;
    this.port = (server.address() as AddressInfo).port;
  }

  /**
   * @param port of the server on 127.0.0.1 that connections are passed on to
   * @param readsToTheEnd whether clients read on after they have ended their own side; what comes for those that do not
   *   never reaches them and is not kept
   */
  static async start(port: number, readsToTheEnd: boolean): Promise<WireRecorder> {
    const tapes: Tape[] = [];
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
      const tape: Tape = { up: [], down: [], lastMs: Date.now() };
      tapes.push(tape);
      const behind = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
      pass(client, behind, (chunk) => tape.up.push(chunk));
      pass(behind, client, (chunk) => {
        tape.lastMs = Date.now();
        if (readsToTheEnd || !client.readableEnded) tape.down.push(chunk);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WireRecorder(server, tapes);
  }

  /** @returns for each connection, milliseconds since the last byte from the server */
  listSilencesMs(): number[] {
    return this.#tapes.map(({ lastMs }) => Date.now() - lastMs);
  }

  /** Ends the proxy, once every connection is closed, and gives what it kept: one record per connection, in order. */
  async finish(): Promise<WireRecord[]> {
    this.#server.close();
    await once(this.#server, 'close');
    return this.#tapes.map(({ up, down }) => ({ up: Buffer.concat(up), down: Buffer.concat(down) }));
  }
}

function pass(from: Socket, to: Socket, keep: (chunk: Buffer) => void): void {
  from.on('data', (chunk: Buffer) => {
    keep(chunk);
    if (to.writable) to.write(chunk);
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (!to.destroyed) to.destroySoon();
  });
}
