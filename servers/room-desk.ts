import { encodePresence, type PresenceChange } from '../src/wire/chat.js';
import type { EchoSubscriber } from './echo-desk.js';
import type { ServerCounters } from './stats.js';

/** Rooms of clients that hear what each other say, and who comes and goes. */
export class RoomDesk {
  readonly #rooms = new Map<string, Map<string, EchoSubscriber>>();
  readonly #roomOf = new Map<string, string>();
  readonly #counters: ServerCounters;

  constructor(counters: ServerCounters) {
    this.#counters = counters;
  }

  /** A newer connection of the same client takes the place of the older one, and nobody is told: it was there. */
  join(room: string, id: string, member: EchoSubscriber): void {
    const members = this.#rooms.get(room) ?? new Map<string, EchoSubscriber>();
    this.#rooms.set(room, members);
    const isNew = !members.has(id);
    members.set(id, member);
    this.#roomOf.set(id, room);
    if (isNew) this.#announce(members, 'join', id);
  }

  /** Does nothing when another connection has taken the place. */
  leave(room: string, id: string, member: EchoSubscriber): void {
    const members = this.#rooms.get(room);
    if (members?.get(id) !== member) return;
    members.delete(id);
    this.#roomOf.delete(id);
    if (members.size === 0) this.#rooms.delete(room);
    this.#announce(members, 'leave', id);
  }

  /**
   * Gives a message to every member of the sender's room but the sender. One whose buffer is full misses it.
   * @returns false when the sender is in no room
   */
  say(id: string, payload: Buffer): boolean {
    const room = this.#roomOf.get(id);
    const members = room === undefined ? undefined : this.#rooms.get(room);
    if (members === undefined) return false;
    this.#counters.said++;
    for (const [name, member] of members) {
      if (name === id) continue;
      this.#counters[member.giveEcho(payload) ? 'heard' : 'dropped']++;
    }
    return true;
  }

  #announce(members: ReadonlyMap<string, EchoSubscriber>, change: PresenceChange, id: string): void {
    const payload = Buffer.from(encodePresence(change, id));
    for (const [name, member] of members) {
      if (name !== id && member.giveEcho(payload)) this.#counters.presenceTold++;
    }
  }
}
