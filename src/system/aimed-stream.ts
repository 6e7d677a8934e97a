import { finishHash, hashName, mixIn, type Random } from './random.js';

/**
 * The same numbers as `randomStream(seed, name, a, b, c)`, for callers that want hundreds of millions of such streams: one
 * object is aimed at one path after the other and allocates nothing.
 */
export class AimedStream {
  readonly #start: number;
  /** The generator's four words; see below. */
  #s01 = 0;
  #s00 = 0;
  #s11 = 0;
  #s10 = 0;

  constructor(seed: number, name: string) {
    this.#start = hashName(seed, name);
  }

  aim(a: number, b: number, c: number): void {
    const seed = finishHash(mixIn(mixIn(mixIn(this.#start, a), b), c));
    this.#s01 = -1;
    this.#s00 = ~seed;
    this.#s11 = seed;
    this.#s10 = 0;
    for (let skipped = 0; skipped < skippedOutputs; skipped++) this.#step();
  }

  /** The next number of the stream aimed at last. */
  readonly draw: Random = () => {
    const upper = this.#step() & 0x3ffffff;
    const lower = this.#step() & 0x7ffffff;
    return upper * 2 ** -26 + lower * 2 ** -53;
  };

  /** xoroshiro128+ (D. Blackman, S. Vigna, 2018; shifts 24, 16, 37) on 32-bit halves, as `pure-rand` has it; a test holds the two together. */
  #step(): number {
    const out = (this.#s00 + this.#s10) | 0;
    const a0 = this.#s10 ^ this.#s00;
    const a1 = this.#s11 ^ this.#s01;
    const s00 = this.#s00;
    const s01 = this.#s01;
    this.#s00 = (s00 << 24) ^ (s01 >>> 8) ^ a0 ^ (a0 << 16);
    this.#s01 = (s01 << 24) ^ (s00 >>> 8) ^ a1 ^ ((a1 << 16) | (a0 >>> 16));
    this.#s10 = (a1 << 5) ^ (a0 >>> 27);
    this.#s11 = (a0 << 5) ^ (a1 >>> 27);
    return out;
  }
}

/** As many as `randomStream` leaves out. */
const skippedOutputs = 8;
