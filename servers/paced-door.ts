import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../src/system/clock.js';
import { AcceptPace } from './accept-pace.js';
import type { Door, DoorAddress } from './door.js';
import { DoorKeeper, type ListeningHandle } from './door-keeper.js';

/** How the accept queue is served. */
export interface DoorPace {
  /** Connections accepted per second at most; undefined: as they come. */
  readonly ratePerSecond: number | undefined;
  /** From listening until the first connection is accepted. */
  readonly warmUpUs: number;
}

/** For as long as this a port may still be held by the keeper of a server that was killed, milliseconds. */
const portPatienceMs = 2_000;

/**
 * Accepts connections at a bounded rate, after a warm-up. All others wait in the kernel's accept queue, which completes
 * their handshakes as far as the backlog goes and leaves them unserved.
 */
export class PacedDoor implements Door {
  readonly #server: HttpServer;
  readonly #address: DoorAddress;
  readonly #warmUpUs: number;
  readonly #keeper = new DoorKeeper();
  readonly #sockets = new Set<Socket>();
  readonly #makePace: () => AcceptPace | undefined;
  /** Begins with the first opening: a warm-up is no time that might be made up for. */
  #pace: AcceptPace | undefined;
  /** Connections accepted before this process had let go of the socket; paused until their turn. */
  readonly #early: Socket[] = [];
  #handle: ListeningHandle | undefined;
  #isDue = false;
  #open: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isShut = false;
  #dismissed: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(server: HttpServer, address: DoorAddress, { ratePerSecond, warmUpUs }: DoorPace, clock: Clock) {
    this.#server = server;
    this.#address = address;
    this.#warmUpUs = warmUpUs;
    this.#makePace = () => (ratePerSecond === undefined ? undefined : new AcceptPace(ratePerSecond, clock));
  }

  async listen(): Promise<number> {
    try {
      const port = await this.#take();
      // The HTTP server never listens itself; this is what makes it watch over the connections that it is handed.
      this.#server.emit('listening');
      this.#openAfter(this.#warmUpUs);
      return port;
    } catch (error) {
      await this.#keeper.dismiss();
      throw error;
    }
  }

  shut(): void {
    this.#isShut = true;
    clearTimeout(this.#timer);
    this.#open?.close();
    this.#handle?.close();
    this.#open = undefined;
    this.#handle = undefined;
    for (const socket of this.#early.splice(0)) socket.destroy();
    this.#dismissed ??= this.#keeper.dismiss();
  }

  async close(): Promise<void> {
    this.shut();
    this.#server.close();
    await this.#dismissed;
    if (this.#sockets.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  /** Has the kernel listen, and the keeper hold the socket, with nobody accepting. */
  async #take(): Promise<number> {
    const untilMs = performance.now() + portPatienceMs;
    for (;;) {
      const first = createServer({ noDelay: true, pauseOnConnect: true }, (socket) =>
        this.#early.push(socket),
      );
      try {
        await listenOn(first, this.#address);
        const { port } = first.address() as AddressInfo;
        await this.#keeper.keep(first);
        first.close();
        return port;
      } catch (error) {
        first.close();
        const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        if (!isTaken || performance.now() > untilMs) throw error;
        await sleep(10);
      }
    }
  }

  #openAfter(delayUs: number): void {
    this.#isDue = false;
    this.#keeper.request((handle) => {
      if (this.#isShut) handle.close();
      else {
        this.#handle = handle;
        this.#openIfDue();
      }
    });
    this.#timer = setTimeout(() => {
      this.#isDue = true;
      this.#openIfDue();
    }, delayUs / 1000);
  }

  #openIfDue(): void {
    const handle = this.#handle;
    if (!this.#isDue || handle === undefined) return;
    this.#handle = undefined;
    const open = createServer({ noDelay: true }, (socket) => this.#admit(socket));
    this.#open = open;
    open.listen(handle, this.#address.backlog);
    this.#pace ??= this.#makePace();
    this.#pace?.open();
    for (const socket of this.#early.splice(0)) {
      this.#admit(socket);
      socket.resume();
    }
  }

  #admit(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#forget(socket));
    this.#server.emit('connection', socket);
    const shutUs = this.#pace?.admit() ?? 0;
    if (shutUs === 0 || this.#open === undefined) return;
    this.#open.close();
    this.#open = undefined;
    this.#openAfter(shutUs);
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) this.#onDrained?.();
  }
}

function listenOn(server: Server, address: DoorAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
