import type { RatioEstimate } from './gate-types.js';
import { fewestPairs, type TestedSeries } from './test-series.js';

/** `+52 % (+48 % to +56 %): worse by more than 5 %.` */
export function tellProven(
  { delta }: TestedSeries,
  ratio: RatioEstimate,
  verdict: 'regression' | 'improvement',
): string {
  const word = verdict === 'regression' ? 'worse' : 'better';
  return `${tellRatio(ratio)}: ${word} by more than ${tellShare(delta)}.`;
}

export function tellPass({ delta }: TestedSeries, ratio: RatioEstimate): string {
  return `${tellRatio(ratio)}: not worse by more than ${tellShare(delta)}.`;
}

/** @param needed pairs in all that would probably do; undefined where that cannot be told */
export function tellInconclusive(
  { series, delta }: TestedSeries,
  ratio: RatioEstimate,
  needed: number | undefined,
  mostPairs: number,
): string {
  const { length } = series.pairs;
  const help = tellNeed(needed, mostPairs);
  if (length < fewestPairs)
    return `${length} ${length === 1 ? 'pair is' : 'pairs are'} too few for a verdict with noise${help}.`;
  return `${tellRatio(ratio)}: may be worse by more than ${tellShare(delta)} or not${help}.`;
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
