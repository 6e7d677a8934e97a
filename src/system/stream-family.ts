import { finishHash, hashName, mixIn, type Random } from './random.js';

const lower26 = 2 ** 26 - 1;
const lower27 = 2 ** 27 - 1;
/** Outputs that are thrown away at a stream's beginning, as in `randomStream`. */
const skipped = 8;

/**
 * The streams of one seed and name, for those who open very many: what `open(17, 3, 0)` draws is what
 * `randomStream(seed, name, 17, 3, 0)` draws, number for number, at a third of the cost and without allocating. One stream at a time:
 * opening the next ends the one before.
 */
export class StreamFamily {
  readonly #named: number;
  readonly #generator = new Generator();

  constructor(seed: number, name: string) {
    this.#named = hashName(seed, name);
  }

  open(first: number, second: number, third: number): Random {
    this.#generator.start(finishHash(mixIn(mixIn(mixIn(this.#named, first), second), third)));
    return this.#generator.draw;
  }
}

/** xoroshiro128+ (D. Blackman, S. Vigna 2018) on halves of 32 bits, seeded and turned into 53 bits as pure-rand does. */
class Generator {
  high0 = 0;
  low0 = 0;
  high1 = 0;
  low1 = 0;

  readonly draw: Random = () => {
    const upper = this.next() & lower26;
    const lower = this.next() & lower27;
    return upper * 2 ** -26 + lower * 2 ** -53;
  };

  /** The state that `seed` leads to after the skipped outputs. */
  start(seed: number): void {
    const a = (seed & 255) * 4;
    const b = 1024 + ((seed >>> 8) & 255) * 4;
    const c = 2048 + ((seed >>> 16) & 255) * 4;
    const d = 3072 + (seed >>> 24) * 4;
    this.high0 = at(a) ^ at(b) ^ at(c) ^ at(d) ^ ofZero.high0;
    this.low0 = at(a + 1) ^ at(b + 1) ^ at(c + 1) ^ at(d + 1) ^ ofZero.low0;
    this.high1 = at(a + 2) ^ at(b + 2) ^ at(c + 2) ^ at(d + 2) ^ ofZero.high1;
    this.low1 = at(a + 3) ^ at(b + 3) ^ at(c + 3) ^ at(d + 3) ^ ofZero.low1;
  }

  next(): number {
    const { high0, low0 } = this;
    const drawn = (low0 + this.low1) | 0;
    const low = this.low1 ^ low0;
    const high = this.high1 ^ high0;
    this.low0 = (low0 << 24) ^ (high0 >>> 8) ^ low ^ (low << 16);
    this.high0 = (high0 << 24) ^ (low0 >>> 8) ^ high ^ ((high << 16) | (low >>> 16));
    this.low1 = (high << 5) ^ (low >>> 27);
    this.high1 = (low << 5) ^ (high >>> 27);
    return drawn;
  }
}

function walk(seed: number): Generator {
  const generator = new Generator();
  generator.high0 = -1;
  generator.low0 = ~seed;
  generator.high1 = seed;
  for (let step = 0; step < skipped; step++) generator.next();
  return generator;
}

const ofZero = walk(0);

/**
 * A step is linear over single bits, so the state after the skipped ones is that of seed 0, changed by each byte of the seed
 * for itself: four words for each value of each of the four bytes.
 */
const changes = new Int32Array(4 * 256 * 4);
for (let byte = 0; byte < 4; byte++) {
  for (let value = 0; value < 256; value++) {
    const { high0, low0, high1, low1 } = walk(value << (8 * byte));
    const words = [high0 ^ ofZero.high0, low0 ^ ofZero.low0, high1 ^ ofZero.high1, low1 ^ ofZero.low1];
    changes.set(words, (byte * 256 + value) * 4);
  }
}

function at(index: number): number {
  return changes[index] as number;
}
