/**
 * First-in-first-out lists of owners with their instants, one for each slot of a timing wheel, in chunks of one pool. A list of ten
 * million owners is written and read in runs of `1 << chunkBits` neighbours, where one linked through an array by owner costs a
 * cache miss for every link.
 */
export class SlotChunks {
  /** Index behind a slot's last entry; 0: none, which is why the first chunk stays unused. */
  readonly #ends: Int32Array;
  readonly #firsts: Int32Array;
  #dueUs = new Float64Array(leastEntries);
  #owners = new Int32Array(leastEntries);
  /** The chunk behind each one, in a slot's list or among those that are free. */
  #nexts = new Int32Array(leastEntries >>> chunkBits);
  #chunks = 1;
  #free = 0;

  constructor(slots: number) {
    this.#ends = new Int32Array(slots);
    this.#firsts = new Int32Array(slots);
  }

  append(slot: number, owner: number, dueUs: number): void {
    let at = this.#ends[slot] as number;
    if ((at & chunkMask) === 0) at = this.#extend(slot, at);
    this.#owners[at] = owner;
    this.#dueUs[at] = dueUs;
    this.#ends[slot] = at + 1;
  }

  /** Empties a slot; `take` may append to others meanwhile. */
  drain(slot: number, take: (owner: number, dueUs: number) => void): void {
    const end = this.#ends[slot] as number;
    if (end === 0) return;
    this.#ends[slot] = 0;
    const last = (end - 1) >>> chunkBits;
    let chunk = this.#firsts[slot] as number;
    for (let isLast = false; !isLast; ) {
      isLast = chunk === last;
      const stop = isLast ? end : (chunk + 1) << chunkBits;
      for (let at = chunk << chunkBits; at < stop; at++)
        take(this.#owners[at] as number, this.#dueUs[at] as number);
      const next = this.#nexts[chunk] as number;
      this.#nexts[chunk] = this.#free;
      this.#free = chunk;
      chunk = next;
    }
  }

  /** @returns where the slot's next entry goes, in a chunk of its own */
  #extend(slot: number, end: number): number {
    const chunk = this.#claim();
    if (end === 0) this.#firsts[slot] = chunk;
    else this.#nexts[(end - 1) >>> chunkBits] = chunk;
    return chunk << chunkBits;
  }

  #claim(): number {
    const chunk = this.#free;
    if (chunk !== 0) {
      this.#free = this.#nexts[chunk] as number;
      return chunk;
    }
    if (this.#chunks === this.#nexts.length) this.#grow();
    return this.#chunks++;
  }

  #grow(): void {
    const entries = 2 * this.#owners.length;
    const [dueUs, owners, nexts] = [this.#dueUs, this.#owners, this.#nexts];
    this.#dueUs = new Float64Array(entries);
    this.#owners = new Int32Array(entries);
    this.#nexts = new Int32Array(entries >>> chunkBits);
    this.#dueUs.set(dueUs);
    this.#owners.set(owners);
    this.#nexts.set(nexts);
  }
}

const chunkBits = 5;
const chunkMask = (1 << chunkBits) - 1;
const leastEntries = 1 << 12;
