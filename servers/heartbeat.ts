const maxSlots = 20;
const minTickMs = 25;

/**
 * Calls `beat` for every member once per period, from one timer. Members are dealt to slots whose turns are spread
 * over the period: pinging thousands of clients in one go would stall the event loop, and with it every message.
 */
export class Heartbeat<Member> {
  readonly #slots: readonly Set<Member>[];
  readonly #beat: (member: Member) => void;
  readonly #timer: NodeJS.Timeout;
  #nextTurn = 0;
  #nextDeal = 0;

  constructor(periodUs: number, beat: (member: Member) => void) {
    const periodMs = Math.max(1, periodUs / 1000);
    const slots = Math.min(maxSlots, Math.max(1, Math.floor(periodMs / minTickMs)));
    this.#slots = Array.from({ length: slots }, () => new Set<Member>());
    this.#beat = beat;
    this.#timer = setInterval(() => this.#takeTurn(), periodMs / slots);
  }

  get members(): number {
    return this.#slots.reduce((sum, slot) => sum + slot.size, 0);
  }

  add(member: Member): void {
    this.#slots[this.#nextDeal]?.add(member);
    this.#nextDeal = (this.#nextDeal + 1) % this.#slots.length;
  }

  remove(member: Member): void {
    for (const slot of this.#slots) if (slot.delete(member)) return;
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const slot of this.#slots) slot.clear();
  }

  #takeTurn(): void {
    const slot = this.#slots[this.#nextTurn];
    this.#nextTurn = (this.#nextTurn + 1) % this.#slots.length;
    for (const member of slot ?? []) this.#beat(member);
  }
}
