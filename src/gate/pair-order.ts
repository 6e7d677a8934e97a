/** Which of the two is run. */
export type Side = 'baseline' | 'candidate';

export interface PlannedRun {
  /** From 1. */
  readonly pair: number;
  readonly side: Side;
}

/**
 * The runs of so many pairs, A B, B A, A B …: whatever drifts evenly (temperature, other tenants, page cache) meets both sides alike, and
 * the second place of a pair, which follows a run of the other side, falls to each in turn.
 */
export function listPairRuns(pairs: number): PlannedRun[] {
  return Array.from({ length: pairs }, (_, index) => orderPair(index + 1)).flat();
}

/** The two runs of one pair, in their order. */
export function orderPair(pair: number): [PlannedRun, PlannedRun] {
  const [first, second]: [Side, Side] =
    pair % 2 === 1 ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
  return [
    { pair, side: first },
    { pair, side: second },
  ];
}
