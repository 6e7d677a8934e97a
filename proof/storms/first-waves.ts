/** A policy of the proof: how a scenario writes it, and when its first attempts come by its definition alone. */
export interface ProvenPolicy {
  readonly name: string;
  readonly yaml: string;
  /** Share of first attempts made within so many seconds of the loss. */
  readonly shareWithin: (seconds: number) => number;
  /** Where the density is even: from, to (seconds); undefined for a point. */
  readonly window: readonly [number, number] | undefined;
  /** A definition that is a little off, which has to be rejected. */
  readonly wrong: { readonly what: string; readonly shareWithin: (seconds: number) => number };
}

const even =
  (from: number, to: number) =>
  (seconds: number): number =>
    Math.min(1, Math.max(0, (seconds - from) / (to - from)));
const at =
  (instant: number) =>
  (seconds: number): number =>
    seconds >= instant ? 1 : 0;

function spreadPolicy(name: string, yaml: string, from: number, to: number): ProvenPolicy {
  const wrong = { what: 'a window 8 % wider', shareWithin: even(from, to + 0.08 * (to - from)) };
  return { name, yaml, shareWithin: even(from, to), window: [from, to], wrong };
}

/** N in one instant; N/b; 2N/b on [b/2, b]; N/(2 base) on [base, 3 base]; N/(2Jd) on d ± Jd; N/5 s. */
export const provenPolicies: readonly ProvenPolicy[] = [
  {
    name: 'fixed',
    yaml: '{ policy: fixed, delay: 1s }',
    shareWithin: at(1),
    window: undefined,
    wrong: { what: 'a delay of 1.2 s', shareWithin: at(1.2) },
  },
  spreadPolicy('full-jitter', '{ policy: full-jitter, base: 4s, cap: 10s }', 0, 4),
  spreadPolicy('equal-jitter', '{ policy: equal-jitter, base: 4s, cap: 10s }', 2, 4),
  spreadPolicy('decorrelated-jitter', '{ policy: decorrelated-jitter, base: 1500ms, cap: 10s }', 1.5, 4.5),
  spreadPolicy('± 50 %', '{ policy: custom, base: 3s, cap: 10s, jitter: 50% }', 1.5, 4.5),
  spreadPolicy('rfc6455', '{ policy: rfc6455 }', 0, 5),
];

export interface BinnedCounts {
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

/** What of a stored storm row is needed: its bin of 10 ms, the losses and the attempts due in it. */
export interface WaveRow {
  readonly atUs: number;
  readonly lost: number;
  readonly due: number;
}

const binSeconds = 0.1;

/** Attempts due per 100 ms from the first loss on, beside what the definition makes of the losses, each at the middle of its 10 ms. */
export function binWave(rows: readonly WaveRow[], shareWithin: ProvenPolicy['shareWithin']): BinnedCounts {
  const losses = rows.filter(({ lost }) => lost > 0);
  const originUs = losses[0]?.atUs ?? 0;
  const last = Math.max(...rows.map(({ atUs }) => atUs));
  const bins = Math.ceil((last + 1_000_000 - originUs) / 1e5);
  const observed = new Array<number>(bins).fill(0);
  for (const { atUs, due } of rows) {
    const bin = Math.floor((atUs - originUs) / 1e5);
    if (bin >= 0) observed[bin] = (observed[bin] ?? 0) + due;
  }
  const expected = observed.map((_, bin) =>
    losses.reduce((sum, { atUs, lost }) => {
      const sinceLoss = bin * binSeconds - (atUs + 5_000 - originUs) / 1e6;
      return sum + lost * (shareWithin(sinceLoss + binSeconds) - shareWithin(sinceLoss));
    }, 0),
  );
  return { observed, expected };
}
