import { InstantLists } from './instant-lists.js';
import { SlotChunks } from './slot-chunks.js';

/**
 * A hierarchical timing wheel (G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987): owners that wait for
 * an instant, in four levels of 4,096 slots, the lowest 1 µs wide. Waits of up to 16 s pass two levels only. Owners and instants lie in
 * chunks of typed arrays, so nothing is allocated for an event, and planning and taking cost nearly the same for ten owners as for ten
 * million. `bench/event-queue.bench.ts` has it beside a binary heap.
 *
 * Owners come out in order of time and, within one microsecond, of planning.
 */
export class TimingWheel {
  /** Instant of the owner taken last; nothing is planned before it. */
  nowUs = 0;
  readonly #instants = new InstantLists(slots);
  readonly #chunks = new SlotChunks(levels * slots);
  /** One bit for each slot that is not empty, so that stretches without owners cost nothing. */
  readonly #filled = new Int32Array((levels * slots) / 32);
  /** Where the window of the lowest level begins, and that of the level above it in its own width. */
  #windowUs = 0;
  #turn = 0;
  #size = 0;

  /** Owners that wait; one that was planned twice counts twice. */
  get size(): number {
    return this.#size;
  }

  /** Lets an owner wait; an instant in the past counts as now. @param dueUs whole microseconds, below 2⁴⁸ (nine years) */
  plan(owner: number, dueUs: number): void {
    if (dueUs >= beyondUs) throw new RangeError(`the wheel ends before ${dueUs} µs`);
    this.#place(owner, Math.max(dueUs, this.nowUs));
    this.#size++;
  }

  /** Takes the next owner off the wheel and moves `nowUs` to its instant. @returns −1 when none waits */
  take(): number {
    if (this.#size === 0) return -1;
    let slot = this.#findFilled(0, this.nowUs & slotMask);
    while (slot < 0) {
      this.#advance();
      slot = this.#findFilled(0, 0);
    }
    const owner = this.#instants.take(slot);
    if (this.#instants.isEmpty(slot)) this.#unmark(slot);
    this.nowUs = this.#windowUs + slot;
    this.#size--;
    return owner;
  }

  /** The lowest level at which the instant shares the present turn of the level above. */
  readonly #place = (owner: number, dueUs: number): void => {
    const ahead = dueUs - this.#windowUs;
    if (ahead < slots) {
      this.#instants.append(ahead, owner);
      this.#mark(ahead);
      return;
    }
    const turn = Math.floor(dueUs / turnUs);
    let slot = slots + ((dueUs - turn * turnUs) >>> slotBits);
    if (turn !== this.#turn) {
      const isNear = turn >>> slotBits === this.#turn >>> slotBits;
      slot = isNear ? 2 * slots + (turn & slotMask) : 3 * slots + (turn >>> slotBits);
    }
    this.#chunks.append(slot, owner, dueUs);
    this.#mark(slot);
  };

  /** Moves the lowest window to the next filled slot of the lowest level that has one, whose owners go down. */
  #advance(): void {
    this.#instants.reset();
    const middle = (this.#windowUs - this.#turn * turnUs) >>> slotBits;
    for (const [level, from] of [
      [1, middle + 1],
      [2, (this.#turn & slotMask) + 1],
      [3, (this.#turn >>> slotBits) + 1],
    ] as const) {
      const slot = this.#findFilled(level, from);
      if (slot < 0) continue;
      this.#windowUs = this.#startOf(slot, level);
      this.#turn = Math.floor(this.#windowUs / turnUs);
      // Nothing is left in the window before: the time may pass without an owner.
      this.nowUs = this.#windowUs;
      this.#unmark(slot);
      this.#chunks.drain(slot, this.#place);
      return;
    }
    throw new Error('the wheel has lost an owner');
  }

  #startOf(slot: number, level: number): number {
    const at = slot & slotMask;
    if (level === 1) return this.#turn * turnUs + at * slots;
    return (level === 2 ? (this.#turn >>> slotBits) * slots + at : at * slots) * turnUs;
  }

  #mark(slot: number): void {
    this.#filled[slot >>> 5] = (this.#filled[slot >>> 5] as number) | (1 << (slot & 31));
  }

  #unmark(slot: number): void {
    this.#filled[slot >>> 5] = (this.#filled[slot >>> 5] as number) & ~(1 << (slot & 31));
  }

  /** First filled slot of a level at or behind `from`. @returns its index over all levels, or −1 */
  #findFilled(level: number, from: number): number {
    if (from >= slots) return -1;
    const words = slots / 32;
    let word = from >>> 5;
    let bits = (this.#filled[level * words + word] as number) & (-1 << (from & 31));
    while (bits === 0) {
      if (++word === words) return -1;
      bits = this.#filled[level * words + word] as number;
    }
    return level * slots + word * 32 + (31 - Math.clz32(bits & -bits));
  }
}

const levels = 4;
const slotBits = 12;
const slots = 1 << slotBits;
const slotMask = slots - 1;
/** What the two lower levels span: numbers above 2³¹ have to be taken apart before they are shifted. */
const turnUs = slots * slots;
/** Nine years. */
const beyondUs = turnUs * turnUs;
