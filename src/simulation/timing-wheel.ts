/**
 * A hierarchical timing wheel (G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987): one waiting instant
 * for each of a fixed number of owners, in four levels of 4,096 slots, the lowest 1 µs wide. Waits of up to 16 s pass two levels only, and every
 * level costs a cache miss. An owner's place in a slot's list
 * is a number in a typed array, so nothing is allocated while it runs; planning and taking cost the same for ten owners as
 * for ten million. `bench/event-queue.bench.ts` has it beside binary heaps.
 *
 * Owners come out in order of time and, within one microsecond, of planning.
 */
export class TimingWheel {
  /** Instant of the owner taken last; nothing is planned before it. */
  nowUs = 0;
  readonly #dueUs: Float64Array;
  /** Next owner in the same slot; −1 at the end of the list. */
  readonly #next: Int32Array;
  readonly #heads = new Int32Array(levels * slots).fill(-1);
  readonly #tails = new Int32Array(levels * slots).fill(-1);
  /** One bit for each slot that is not empty, so that stretches without owners cost nothing. */
  readonly #filled = new Int32Array((levels * slots) / 32);
  #size = 0;

  /** @param owners each of 0 … owners − 1 waits for at most one instant at a time */
  constructor(owners: number) {
    this.#dueUs = new Float64Array(owners);
    this.#next = new Int32Array(owners);
  }

  /** Owners that wait. */
  get size(): number {
    return this.#size;
  }

  /** Plans an owner that does not wait; an instant in the past counts as now. @param dueUs whole microseconds, below 2⁴⁸ (nine years) */
  plan(owner: number, dueUs: number): void {
    if (dueUs >= beyondUs) throw new RangeError(`the wheel ends before ${dueUs} µs`);
    this.#dueUs[owner] = Math.max(dueUs, this.nowUs);
    this.#place(owner);
    this.#size++;
  }

  /** Takes the next owner off the wheel and moves `nowUs` to its instant. @returns −1 when none waits */
  take(): number {
    if (this.#size === 0) return -1;
    let slot = this.#findFilled(0, this.nowUs & slotMask);
    while (slot < 0) {
      this.#turn();
      slot = this.#findFilled(0, 0);
    }
    const owner = this.#heads[slot] as number;
    const next = this.#next[owner] as number;
    this.#heads[slot] = next;
    if (next < 0) this.#filled[slot >>> 5] = (this.#filled[slot >>> 5] as number) & ~(1 << (slot & 31));
    this.nowUs = this.#dueUs[owner] as number;
    this.#size--;
    return owner;
  }

  /** The lowest level at which the instant shares the present turn of the wheel above. */
  #place(owner: number): void {
    const dueUs = this.#dueUs[owner] as number;
    const upper = Math.floor(dueUs / lowerHalf);
    const nowUpper = Math.floor(this.nowUs / lowerHalf);
    if (upper !== nowUpper) {
      const isNear = upper >>> slotBits === nowUpper >>> slotBits;
      this.#append(owner, isNear ? 2 * slots + (upper & slotMask) : 3 * slots + (upper >>> slotBits));
      return;
    }
    const middle = (dueUs - upper * lowerHalf) >>> slotBits;
    const nowMiddle = (this.nowUs - upper * lowerHalf) >>> slotBits;
    this.#append(owner, middle === nowMiddle ? dueUs & slotMask : slots + middle);
  }

  #append(owner: number, slot: number): void {
    this.#next[owner] = -1;
    if ((this.#heads[slot] as number) < 0) {
      this.#heads[slot] = owner;
      this.#filled[slot >>> 5] = (this.#filled[slot >>> 5] as number) | (1 << (slot & 31));
    } else this.#next[this.#tails[slot] as number] = owner;
    this.#tails[slot] = owner;
  }

  /** Moves the time to the next filled slot of the lowest level that has one, and its owners to the level below. */
  #turn(): void {
    const upper = Math.floor(this.nowUs / lowerHalf);
    const middle = (this.nowUs - upper * lowerHalf) >>> slotBits;
    for (const [level, from] of [
      [1, middle + 1],
      [2, (upper & slotMask) + 1],
      [3, (upper >>> slotBits) + 1],
    ] as const) {
      const slot = this.#findFilled(level, from);
      if (slot < 0) continue;
      this.nowUs = this.#startOf(slot, level, upper);
      this.#empty(slot);
      return;
    }
    throw new Error('the wheel has lost an owner');
  }

  #startOf(slot: number, level: number, upper: number): number {
    const at = slot & slotMask;
    if (level === 1) return upper * lowerHalf + at * slots;
    return (level === 2 ? (upper >>> slotBits) * slots + at : at * slots) * lowerHalf;
  }

  #empty(slot: number): void {
    let owner = this.#heads[slot] as number;
    this.#heads[slot] = -1;
    this.#filled[slot >>> 5] = (this.#filled[slot >>> 5] as number) & ~(1 << (slot & 31));
    while (owner >= 0) {
      const next = this.#next[owner] as number;
      this.#place(owner);
      owner = next;
    }
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
/** Microseconds that the two lower levels span: numbers above 2³¹ have to be taken apart before they are shifted. */
const lowerHalf = slots * slots;
/** Nine years. */
const beyondUs = lowerHalf * lowerHalf;
