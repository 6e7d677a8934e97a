/**
 * First-in-first-out lists of owners, one for each instant of a short window. Their links lie in the order of appending, near one
 * another, and are forgotten together when all lists are empty.
 */
export class InstantLists {
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  #owners = new Int32Array(leastLinks);
  #nexts = new Int32Array(leastLinks);
  #links = 1;

  constructor(instants: number) {
    this.#heads = new Int32Array(instants);
    this.#tails = new Int32Array(instants);
  }

  append(instant: number, owner: number): void {
    if (this.#links === this.#owners.length) this.#grow();
    const link = this.#links++;
    this.#owners[link] = owner;
    this.#nexts[link] = 0;
    if (this.#heads[instant] === 0) this.#heads[instant] = link;
    else this.#nexts[this.#tails[instant] as number] = link;
    this.#tails[instant] = link;
  }

  /** The first owner of an instant that has one. */
  take(instant: number): number {
    const link = this.#heads[instant] as number;
    this.#heads[instant] = this.#nexts[link] as number;
    return this.#owners[link] as number;
  }

  isEmpty(instant: number): boolean {
    return this.#heads[instant] === 0;
  }

  /** To be called when no instant has an owner: the links' places are used again. */
  reset(): void {
    this.#links = 1;
  }

  #grow(): void {
    const [owners, nexts] = [this.#owners, this.#nexts];
    this.#owners = new Int32Array(2 * owners.length);
    this.#nexts = new Int32Array(2 * nexts.length);
    this.#owners.set(owners);
    this.#nexts.set(nexts);
  }
}

const leastLinks = 1 << 12;
