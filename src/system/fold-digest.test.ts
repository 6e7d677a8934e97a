import { expect, it } from 'vitest';
import { emptyDigest, foldDigest } from './fold-digest.js';

const digestOf = (...values: number[]): number => values.reduce(foldDigest, emptyDigest);

it('is FNV-1a where the numbers are bytes', () => {
  // Test vectors of the FNV reference code, 32 bits.
  expect(digestOf(0x61)).toBe(0xe40c292c);
  expect(digestOf(...Buffer.from('foobar'))).toBe(0xbf9cf968);
});

it('tells apart other values, other orders and other lengths', () => {
  const digests = [digestOf(1, 2), digestOf(2, 1), digestOf(1), digestOf(1, 2, 0), digestOf(1, 3)];
  expect(new Set(digests).size).toBe(digests.length);
});
