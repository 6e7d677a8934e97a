import { compiled, incbi } from 'cephes';

await compiled;

export interface ShareInterval {
  readonly count: number;
  readonly of: number;
  /** From 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** Exact interval of a chance of which `count` of `of` tries came out (Clopper and Pearson, Biometrika 26, 1934). */
export function boundShare(count: number, of: number, confidence: number): ShareInterval {
  const tail = (1 - confidence) / 2;
  return {
    count,
    of,
    low: count === 0 ? 0 : incbi(count, of - count + 1, tail),
    high: count === of ? 1 : incbi(count + 1, of - count, 1 - tail),
  };
}
