/** One gate of exact figures against a stored baseline: a row of exact.csv. */
export interface ExactInvocation {
  /** As the scenario had it, `lose-every=100000`; empty for identical code. */
  readonly flaw: string;
  readonly number: number;
  readonly status: number;
  readonly verdict: string;
  /** Figures that were not the baseline's, `bytes.setup +11000`, separated by `; `. */
  readonly differences: string;
}

/** What is put in, and in which figures it must show. */
export const exactFlaws: readonly {
  readonly flaw: string;
  readonly shows: string;
  readonly words: string;
}[] = [
  { flaw: '', shows: '', words: 'identical code' },
  { flaw: 'extra-header', shows: 'bytes.setup', words: 'one header more in each answer' },
  { flaw: 'pad=1', shows: 'bytes.payload', words: 'one byte more per message' },
  { flaw: 'lose-every=100000', shows: 'lost', words: 'one lost message in 10⁵' },
  { flaw: 'wrong-content-type=1', shows: 'connections.failed', words: 'one connection more' },
];

export const exactTimes = 5;
