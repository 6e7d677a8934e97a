/** Which of the two is run. */
export type Side = 'baseline' | 'candidate';

export interface PlannedRun {
  /** From 1. */
  readonly pair: number;
  readonly side: Side;
}

/**
 * The two runs of one pair, in their order. Pair after pair that makes A B, B A, A B …: whatever drifts evenly (temperature, other
 * tenants, page cache) meets both sides alike, and the second place of a pair, which follows a run of the other side, falls to each
 * in turn.
 */
export function orderPair(pair: number): [PlannedRun, PlannedRun] {
  const [first, second]: [Side, Side] =
    pair % 2 === 1 ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
  return [
    { pair, side: first },
    { pair, side: second },
  ];
}
