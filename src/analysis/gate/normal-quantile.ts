import { compiled, ndtri } from 'cephes';

await compiled;

/** The z below which a standard normal value lies with this chance, which is above 0 and below 1. */
export function normalQuantile(chance: number): number {
  return ndtri(chance);
}
