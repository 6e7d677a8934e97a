import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws numbers uniformly from [0, 1). */
export type Random = () => number;

/**
 * A stream of random numbers that depends on nothing but the seed, the name and the indices given:
 * `randomStream(1, 'delay', 17, 3)` is the same whatever process asks, and however many others were drawn before. That is
 * what makes reconnect delays independent of the number of workers.
 *
 * There is one name and it comes first: the hash has no separator between parts, so that two names in a row could be read
 * as one (`'a', 'bc'` as `'ab', 'c'`).
 */
export function randomStream(seed: number, name = '', ...indices: readonly number[]): Random {
  const generator = xoroshiro128plus(hashPath(seed, name, indices));
  // The generator's first outputs are nearly linear in its 32-bit seed; later ones are not.
  for (let skipped = 0; skipped < 8; skipped++) generator.next();
  return () => uniformFloat64(generator);
}

/** Chooses exactly `count` of the indices 0 … total−1, each equally likely, in ascending order. */
export function chooseIndices(random: Random, total: number, count: number): number[] {
  const indices = Array.from({ length: total }, (_, index) => index);
  const wanted = Math.min(total, Math.max(0, count));
  for (let at = 0; at < wanted; at++) {
    const other = at + Math.floor(random() * (total - at));
    const kept = indices[at] as number;
    indices[at] = indices[other] as number;
    indices[other] = kept;
  }
  return indices.slice(0, wanted).sort((a, b) => a - b);
}

/** MurmurHash3 (32 bit, Austin Appleby, public domain) over seed, name and indices. */
function hashPath(seed: number, name: string, indices: readonly number[]): number {
  return finishHash(indices.reduce(mixIn, hashName(seed, name)));
}

/** The part of the hash that all streams of a seed and name share. */
export function hashName(seed: number, name: string): number {
  let hash = mixIn(0x9747b28c, seed);
  for (let at = 0; at < name.length; at++) hash = mixIn(hash, name.charCodeAt(at));
  return hash;
}

export function finishHash(mixed: number): number {
  let hash = mixed ^ (mixed >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

export function mixIn(hash: number, value: number): number {
  const low = mixWord(hash, value | 0);
  // Seeds may exceed 32 bits; their upper part counts too.
  return mixWord(low, value >= 0 && value < 2 ** 32 ? 0 : Math.floor(value / 2 ** 32) | 0);
}

function mixWord(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  mixed = Math.imul(mixed, 0x1b873593) ^ hash;
  mixed = (mixed << 13) | (mixed >>> 19);
  return (Math.imul(mixed, 5) + 0xe6546b64) | 0;
}
