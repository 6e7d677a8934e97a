import type { Socket } from 'node:net';
import type { StreamDirection } from '../scenario/faults/toxic-keys.js';
import type { Clock } from '../system/clock.js';
import type { DueQueue } from '../system/due-queue.js';
import { type Random, randomStream } from '../system/random.js';
import { createStage } from './create-stage.js';
import { Flow } from './flow.js';
import { IdleWatch } from './idle-watch.js';
import type { ToxicOrder } from './proxy-settings.js';
import { resetSocket, SocketSink } from './socket-sink.js';
import type { ConnectionUnderToxic, EndHow, StageContext } from './stage.js';
import { UpgradeStripper } from './upgrade-stripper.js';

/** What a connection needs of the proxy it belongs to. */
export interface ProxyHome {
  readonly clock: Clock;
  readonly due: DueQueue;
  readonly seed: number;
  readonly idleTimeoutUs: number | undefined;
  readonly stripUpgrade: boolean;
  /** Called once, when both sockets are gone. */
  forget(connection: ProxyConnection): void;
  count(event: 'unreachable' | 'idleClosed' | 'upgradesStripped'): void;
  /** No file descriptor, port or memory was left for a connection to the server. */
  starve(): void;
}

/** A peer that does not read is cut off this long after the proxy has closed. */
const closePatienceUs = 5_000_000;
/** Not the id of any toxic. */
const stripperId = -1;
const resourceCodes = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM'];

/**
 * A client's connection and the one to the server that it is joined to. Bytes are handed on as they come, unless toxics
 * stand in their way; an end is handed on as what it was, a FIN or a RST. Each side is read only while the other takes it.
 */
export class ProxyConnection implements ConnectionUnderToxic {
  readonly #home: ProxyHome;
  readonly #number: number;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #upstream: Flow;
  readonly #downstream: Flow;
  readonly #idle: IdleWatch | undefined;
  #isClosing = false;
  #open = 2;

  /**
   * @param number of the connection in the order of their coming; seeds its draws
   * @param server connecting
   */
  constructor(home: ProxyHome, number: number, client: Socket, server: Socket) {
    this.#home = home;
    this.#number = number;
    this.#client = client;
    this.#server = server;
    this.#upstream = new Flow(new SocketSink(server, this));
    this.#downstream = new Flow(new SocketSink(client, this));
    if (home.stripUpgrade) this.#addStripper();
    if (home.idleTimeoutUs !== undefined) this.#idle = this.#watchIdleness(home.idleTimeoutUs);
    this.#join(client, this.#upstream, server);
    this.#join(server, this.#downstream, client);
  }

  /** Puts a toxic to work, if the seed's draw says that it meets this connection. */
  addToxic({ id, toxic, direction, share }: ToxicOrder): void {
    if (this.#isClosing) return;
    if (share < 1 && randomStream(this.#home.seed, 'toxicity', id, this.#number)() >= share) return;
    // A reset is of the connection: one alarm will do.
    const way = toxic.kind === 'reset' ? 'upstream' : direction;
    if (way !== 'downstream') this.#upstream.add(id, createStage(toxic, this.#contextOf(id, 'upstream')));
    if (way !== 'upstream') this.#downstream.add(id, createStage(toxic, this.#contextOf(id, 'downstream')));
  }

  removeToxic(id: number): void {
    this.#upstream.remove(id);
    this.#downstream.remove(id);
    this.#regulate();
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#dispose();
    for (const socket of [this.#client, this.#server]) {
      // Read on: data that nobody has read would turn the FIN into a RST.
      socket.resume();
      if (socket.connecting) socket.destroy();
      else socket.destroySoon();
    }
    const { clock, due } = this.#home;
    due.at(clock.nowUs() + closePatienceUs, { onDue: () => this.destroy() });
  }

  reset(): void {
    this.#isClosing = true;
    this.#dispose();
    for (const socket of [this.#client, this.#server]) resetSocket(socket);
  }

  /** Drops both sockets without a word to each other. */
  destroy(): void {
    this.#isClosing = true;
    this.#dispose();
    this.#client.destroy();
    this.#server.destroy();
  }

  #join(source: Socket, flow: Flow, sink: Socket): void {
    source.on('data', (chunk: Buffer) => {
      if (this.#isClosing) return;
      this.#idle?.touch();
      flow.write(chunk);
      if (flow.isFull) source.pause();
    });
    source.on('end', () => this.#endFlow(flow, 'close'));
    source.on('error', (error: NodeJS.ErrnoException) => this.#onError(source, flow, error));
    source.on('close', () => this.#onClose());
    sink.on('drain', () => this.#regulate());
  }

  #onError(source: Socket, flow: Flow, { code = '' }: NodeJS.ErrnoException): void {
    if (resourceCodes.includes(code)) this.#home.starve();
    if (source === this.#server && source.bytesRead === 0 && isConnectFailure(code)) {
      if (!this.#isClosing) this.#home.count('unreachable');
      this.reset();
    } else this.#endFlow(flow, 'reset');
  }

  #endFlow(flow: Flow, how: EndHow): void {
    if (!this.#isClosing) flow.end(how);
  }

  #onClose(): void {
    this.#open--;
    if (this.#open > 0) return;
    this.#dispose();
    this.#home.forget(this);
  }

  /** Reads each side again that the other has room for. */
  readonly #regulate = (): void => {
    if (this.#isClosing) return;
    if (this.#client.isPaused() && !this.#upstream.isFull) this.#client.resume();
    if (this.#server.isPaused() && !this.#downstream.isFull) this.#server.resume();
  };

  #contextOf(id: number, way: Exclude<StreamDirection, 'both'>): StageContext {
    const { clock, due, seed } = this.#home;
    let stream: Random | undefined;
    const random: Random = () => {
      stream ??= randomStream(seed, 'toxic', id, this.#number, way === 'upstream' ? 0 : 1);
      return stream();
    };
    return { clock, due, random, connection: this, onRoom: this.#regulate };
  }

  #addStripper(): void {
    const stripper = new UpgradeStripper(this.#contextOf(stripperId, 'upstream'));
    stripper.onStripped = () => this.#home.count('upgradesStripped');
    this.#upstream.add(stripperId, stripper);
  }

  #watchIdleness(timeoutUs: number): IdleWatch {
    return new IdleWatch(this.#home, timeoutUs, () => {
      this.#home.count('idleClosed');
      this.close();
    });
  }

  #dispose(): void {
    this.#idle?.stop();
    this.#upstream.dispose();
    this.#downstream.dispose();
  }
}

/** Nobody has answered: as against a connection that broke. */
function isConnectFailure(code: string): boolean {
  return ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', ...resourceCodes].includes(code);
}
