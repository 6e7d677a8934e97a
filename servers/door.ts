import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';

/** Where a server listens. */
export interface DoorAddress {
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
}

/** How connections get from the kernel's accept queue to an HTTP server. */
export interface Door {
  /**
   * @returns the port
   * @throws the system's error, e.g. code EADDRINUSE
   */
  listen(): Promise<number>;
  /** Lets nobody in any more; connections that are there stay, idle ones too. */
  shut(): void;
  /** Lets nobody in any more; resolves when the last connection is gone. Ending those that are there is left to others. */
  close(): Promise<void>;
}

/** Every connection is accepted as soon as the event loop comes round to it. */
export class OpenDoor implements Door {
  readonly #server: HttpServer;
  readonly #address: DoorAddress;

  constructor(server: HttpServer, address: DoorAddress) {
    this.#server = server;
    this.#address = address;
  }

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ ...this.#address }, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** An HTTP server's own `close` would end idle connections as well. */
  shut(): void {
    NetServer.prototype.close.call(this.#server);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
