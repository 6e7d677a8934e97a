import type { RatioEstimate } from './gate-types.js';
import { fewestPairs, type TestedSeries } from './test-series.js';

/** `+52 % (+48 % to +56 %): worse by more than 5 %.` */
export function tellProven(
  tested: TestedSeries,
  ratio: RatioEstimate | null,
  verdict: 'regression' | 'improvement',
): string {
  const { delta, limit, interval } = tested;
  const isWorse = verdict === 'regression';
  const median = (interval?.median ?? 0) * (isWorse ? 1 : -1);
  const by = `${isWorse ? 'worse' : 'better'} by more than ${tellShare(delta)}`;
  // The test goes by ranks: where noise has two humps they can be clear while the middle pair is not.
  const told = median > limit ? by : `over all pairs ${by}, though the median is not`;
  return tell(tested, ratio, told);
}

export function tellPass(tested: TestedSeries, ratio: RatioEstimate | null): string {
  return tell(tested, ratio, `not worse by more than ${tellShare(tested.delta)}`);
}

/** A figure that the baseline has and the candidate has lost may be the very one that got worse. */
export function tellGone(ratio: RatioEstimate | null, gone: number, all: number): string {
  const head = ratio === null ? '' : `${tellRatio(ratio)}: `;
  return `${head}not measured in the candidate of ${gone} of ${all} pairs, where the baseline was.`;
}

interface Help {
  /** Pairs in all that would probably do; undefined where that cannot be told. */
  readonly needed: number | undefined;
  /** Fewer than this prove nothing about so many metrics at once. */
  readonly least: number;
  readonly family: number;
  readonly mostPairs: number;
}

export function tellInconclusive(
  tested: TestedSeries,
  ratio: RatioEstimate | null,
  { needed, least, family, mostPairs }: Help,
): string {
  const { series, delta, limit, interval } = tested;
  const { length } = series.pairs;
  const help = tellNeed(needed, mostPairs);
  const few = `${length} ${length === 1 ? 'pair is' : 'pairs are'} too few`;
  if (length < fewestPairs) return `${few} for a verdict with noise${help}.`;
  if (Number.isFinite(least) && length < least && interval !== undefined && interval.median > limit)
    return tell(
      tested,
      ratio,
      `${few} to prove it worse by more than ${tellShare(delta)} among ${family} ${family === 1 ? 'metric' : 'metrics'}${help}`,
    );
  return tell(tested, ratio, `may be worse by more than ${tellShare(delta)} or not${help}`);
}

/** What was seen, what it means, and how often a side never came to a number. */
function tell({ series }: TestedSeries, ratio: RatioEstimate | null, meaning: string): string {
  const [old, now] = (['baseline', 'candidate'] as const).map(
    (side) => series.pairs.filter((pair) => pair[side] === Number.POSITIVE_INFINITY).length,
  );
  const beyond =
    old === 0 && now === 0
      ? ''
      : `; too few clients came back for there to be such a time in ${now} of ${series.pairs.length} runs of the candidate and ${old} of the baseline, which counts as longer than any`;
  const said = `${meaning}${beyond}.`;
  return ratio === null
    ? `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`
    : `${tellRatio(ratio)}: ${said}`;
}

function tellNeed(needed: number | undefined, most: number): string {
  if (needed === undefined) return '';
  return needed <= most ? `; about ${needed} pairs would do` : `; more than ${most} pairs would be needed`;
}

/** A reason without the change that it begins with, for where that stands beside it. */
export function dropRatio(reason: string, ratio: RatioEstimate | null): string {
  const head = ratio === null ? '' : `${tellRatio(ratio)}: `;
  return reason.startsWith(head) ? reason.slice(head.length) : reason;
}

function tellRatio({ median, low, high }: RatioEstimate): string {
  return `${tellChange(median)} (${tellChange(low)} to ${tellChange(high)})`;
}

/** A ratio as a signed change: `+12.3 %`. */
function tellChange(ratio: number): string {
  const change = Number((Math.abs(ratio - 1) * 100).toPrecision(3));
  if (change < 0.01) return '±0 %';
  return `${ratio < 1 ? '−' : '+'}${change} %`;
}

export function tellShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
