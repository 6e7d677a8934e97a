/** What a digest starts from. */
export const emptyDigest = 0x811c9dc5;

/**
 * Folds one more number into a 32-bit digest, as FNV-1a does with bytes (G. Fowler, L. C. Noll, K.-P. Vo; offset basis and
 * prime of 32 bits). Two series of numbers with the same digest are the same but for one chance in 4 · 10⁹.
 * @param value a whole number; its lower 32 bits count
 */
export function foldDigest(digest: number, value: number): number {
  return Math.imul(digest ^ value, 0x01000193) >>> 0;
}
