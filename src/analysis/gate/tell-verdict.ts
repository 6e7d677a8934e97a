import type { GateOptions, GateVerdict } from './gate-types.js';
import { fewestPairs, type TestedSeries } from './judge-paired.js';

/** `Worse by 12.3 %, at least 8.1 % (95 % interval 8.1 % to 15 %), where 5 % counts.` */
export function tellProven({ interval, delta }: TestedSeries, verdict: GateVerdict): string {
  const word = verdict === 'regression' ? 'Worse' : 'Better';
  const change = interval === undefined ? '' : ` (median ${percent(interval.median)} in the worse direction)`;
  return `${word} by more than ${plainPercent(delta)}${change}.`;
}

export function tellPass({ interval, delta }: TestedSeries): string {
  return `Not worse by more than ${plainPercent(delta)}: at most ${percent(interval?.high ?? Number.NaN)}.`;
}

export function tellInconclusive(
  { series, interval, delta }: TestedSeries,
  needed: number | undefined,
  { mostLeftOut, mostPairs }: GateOptions,
): string {
  const { pairs, leftOut } = series;
  const all = pairs.length + leftOut.length;
  if (all === 0) return 'There are no pairs.';
  if (pairs.length === 0 || leftOut.length > mostLeftOut * all)
    return `${leftOut.length} of ${all} pairs left out: ${leftOut[0] ?? ''}.`;
  const help = tellNeed(needed, mostPairs);
  if (pairs.length < fewestPairs)
    return `${pairs.length} pairs are too few for any verdict with noise${help}.`;
  return `Between ${percent(interval?.low ?? Number.NaN)} and ${percent(interval?.high ?? Number.NaN)}, where ${plainPercent(delta)} is the limit${help}.`;
}

function tellNeed(needed: number | undefined, most: number): string {
  if (needed === undefined) return '';
  return needed <= most ? `; about ${needed} pairs would do` : `; more than ${most} pairs would be needed`;
}

/** A logarithm of a ratio as a signed change: `+12.3 %`. */
function percent(log: number): string {
  const change = Math.expm1(log) * 100;
  return `${change < 0 ? '−' : '+'}${Number(Math.abs(change).toPrecision(3))} %`;
}

function plainPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
