import type { Socket } from 'node:net';

/** A client whose own messages come back to it. */
export interface EchoSubscriber {
  /** @returns false when it cannot be given more: too much waits for it already, or it is about to go */
  giveEcho(payload: Buffer): boolean;
}

/** Knows the clients that have their messages echoed, by the names they gave themselves, and who posts for them. */
export class EchoDesk {
  readonly #subscribers = new Map<string, EchoSubscriber>();
  readonly #uplinks = new Set<Socket>();

  /** Connections held now on which messages were posted. */
  get uplinks(): number {
    return this.#uplinks.size;
  }

  /** A newer connection of the same client takes the place of the older one. */
  join(id: string, subscriber: EchoSubscriber): void {
    this.#subscribers.set(id, subscriber);
  }

  /** Does nothing when another connection has taken the place. */
  leave(id: string, subscriber: EchoSubscriber): void {
    if (this.#subscribers.get(id) === subscriber) this.#subscribers.delete(id);
  }

  find(id: string): EchoSubscriber | undefined {
    return this.#subscribers.get(id);
  }

  countUplink(socket: Socket): void {
    if (this.#uplinks.has(socket)) return;
    this.#uplinks.add(socket);
    socket.once('close', () => this.#uplinks.delete(socket));
  }
}
