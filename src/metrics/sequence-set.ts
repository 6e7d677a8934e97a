/**
 * A set of message sequence numbers, kept as ranges. Messages come mostly in order and without gaps, so it holds one
 * range however long the run; it grows with the number of gaps, never with the number of messages.
 */
export class SequenceSet {
  /** Bounds of disjoint ranges in ascending order, both included: `[first, last, first, last, …]`. */
  readonly #bounds: number[] = [];
  #size = 0;

  /** From bounds as `toBounds` gave them. */
  static fromBounds(bounds: readonly number[]): SequenceSet {
    const set = new SequenceSet();
    for (let at = 0; at + 1 < bounds.length; at += 2) {
      set.#bounds.push(bounds[at] as number, bounds[at + 1] as number);
      set.#size += (bounds[at + 1] as number) - (bounds[at] as number) + 1;
    }
    return set;
  }

  get size(): number {
    return this.#size;
  }

  /** Highest member; -1 when empty. */
  get highest(): number {
    return this.#bounds[this.#bounds.length - 1] ?? -1;
  }

  /** @returns false when the number was in the set already. */
  add(sequence: number): boolean {
    const bounds = this.#bounds;
    const end = bounds.length - 1;
    // The usual case, in order: the last range grows, or a new one begins behind it.
    if (end < 0 || sequence > (bounds[end] as number) + 1) bounds.push(sequence, sequence);
    else if (sequence === (bounds[end] as number) + 1) bounds[end] = sequence;
    else if (!this.#insert(sequence)) return false;
    this.#size++;
    return true;
  }

  has(sequence: number): boolean {
    const at = this.#rangeAt(sequence);
    return at < this.#bounds.length && (this.#bounds[at] as number) <= sequence;
  }

  /** Members that are at least `from`. */
  countFrom(from: number): number {
    let count = 0;
    for (let at = this.#rangeAt(from); at < this.#bounds.length; at += 2) {
      count += (this.#bounds[at + 1] as number) - Math.max(from, this.#bounds[at] as number) + 1;
    }
    return count;
  }

  /** The members of this set, at least `from`, that `other` does not have. */
  without(other: SequenceSet, from = 0): SequenceSet {
    const rest: number[] = [];
    for (let at = this.#rangeAt(from); at < this.#bounds.length; at += 2) {
      let first = Math.max(from, this.#bounds[at] as number);
      const last = this.#bounds[at + 1] as number;
      for (let hole = other.#rangeAt(first); hole < other.#bounds.length; hole += 2) {
        const holeFirst = other.#bounds[hole] as number;
        if (holeFirst > last) break;
        if (holeFirst > first) rest.push(first, holeFirst - 1);
        first = (other.#bounds[hole + 1] as number) + 1;
      }
      if (first <= last) rest.push(first, last);
    }
    return SequenceSet.fromBounds(rest);
  }

  /** Adds every member of `other`. */
  addAll(other: SequenceSet): void {
    for (const [first, last] of other.ranges()) {
      for (let sequence = first; sequence <= last; sequence++) this.add(sequence);
    }
  }

  *ranges(): Generator<[first: number, last: number]> {
    for (let at = 0; at + 1 < this.#bounds.length; at += 2) {
      yield [this.#bounds[at] as number, this.#bounds[at + 1] as number];
    }
  }

  toBounds(): number[] {
    return [...this.#bounds];
  }

  /** For people: `0-17 20 25-31`. */
  toString(): string {
    return Array.from(this.ranges(), ([first, last]) =>
      first === last ? `${first}` : `${first}-${last}`,
    ).join(' ');
  }

  /** Index of the first range whose last member is at least `sequence`; the bounds' length when there is none. */
  #rangeAt(sequence: number): number {
    let low = 0;
    let high = this.#bounds.length >> 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[2 * middle + 1] as number) < sequence) low = middle + 1;
      else high = middle;
    }
    return 2 * low;
  }

  /** Adds a number that is not beyond the last range; false when it is in it. */
  #insert(sequence: number): boolean {
    const bounds = this.#bounds;
    const at = this.#rangeAt(sequence);
    if ((bounds[at] as number) <= sequence) return false;
    const joinsBelow = at > 0 && (bounds[at - 1] as number) === sequence - 1;
    const joinsAbove = (bounds[at] as number) === sequence + 1;
    if (joinsBelow && joinsAbove) bounds.splice(at - 1, 2);
    else if (joinsBelow) bounds[at - 1] = sequence;
    else if (joinsAbove) bounds[at] = sequence;
    else bounds.splice(at, 0, sequence, sequence);
    return true;
  }
}
