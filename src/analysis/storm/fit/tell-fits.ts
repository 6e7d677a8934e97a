import type { LoadedTrial } from '../../../storage/loaded-run.js';
import type { StormFitResult, TrialResult } from '../../../storage/result.js';
import { count, type Phrase, perSecond, plain, type Quantity, say, us } from '../../report/phrase.js';
import { limitTitles, tellChance } from '../../tables/storm-table.js';

interface Fitted {
  readonly id: string;
  readonly fit: StormFitResult;
  /** 99 % of the attempts began no later than this after they were due, microseconds. */
  readonly lagUs: number | null;
}

/** Whether storms were the ones that their policies foresee, and which limit stood in the way of those that were not, or were late. */
export function tellFits(trials: readonly LoadedTrial[]): Phrase[] {
  const fitted = trials.flatMap(({ result }) => listFit(result));
  const tested = fitted.filter(({ fit }) => fit.verdict !== 'untested');
  const differing = tested.filter(({ fit }) => fit.verdict === 'differs');
  return [
    ...tellAgreement(tested, differing),
    ...differing.map(tellDifference),
    ...tellLimits(fitted, differing),
  ];
}

function listFit({ id, storm }: TrialResult): Fitted[] {
  return storm.fit === null ? [] : [{ id, fit: storm.fit, lagUs: storm.attemptLagUs?.p99 ?? null }];
}

function tellAgreement(tested: readonly Fitted[], differing: readonly Fitted[]): Phrase[] {
  const agreeing = tested.length - differing.length;
  const least = tested
    .filter(({ fit }) => fit.verdict === 'agrees')
    .sort((a, b) => (a.fit.p ?? 1) - (b.fit.p ?? 1))[0];
  if (least === undefined) return [];
  const { fit, id } = least;
  const which =
    agreeing < tested.length
      ? say` of ${count(agreeing)} of ${count(tested.length)} trials`
      : agreeing > 1
        ? say` of every trial`
        : [];
  return [
    say`By when they were due, attempts per 100 ms${which} agree with the curve that the policy’s definition foresees whatever the seed (${agreeing > 1 ? say`least in ${id}: ` : ''}χ² ${plain(fit.chiSquared)} at ${count(fit.degrees)} degrees of freedom, p ${tellChance(fit.p)}; peak ${tellPeak(fit)}${tellBound(fit)}).`,
  ];
}

/** Peak of the attempts due beside the one to expect, `1,320/s, expected 1,260/s ± 60/s`, from bins of 100 ms. */
export function tellPeak({
  peakPer100Ms,
  expectedPeakPer100Ms,
  peakDeviationPer100Ms,
}: StormFitResult): Phrase {
  const scatter =
    peakDeviationPer100Ms === null ? [] : say` ± ${perSecond(Math.round(10 * peakDeviationPer100Ms))}`;
  return say`${aSecond(peakPer100Ms)}, expected ${aSecond(expectedPeakPer100Ms)}${scatter}`;
}

function tellBound({ peakBoundPer100Ms }: StormFitResult): Phrase {
  return peakBoundPer100Ms === null
    ? []
    : say`, an expected value of at most ${aSecond(peakBoundPer100Ms)} by μ + √(2 μ ln m)`;
}

function aSecond(per100Ms: number | null): Quantity {
  return perSecond(per100Ms === null ? null : Math.round(per100Ms) * 10);
}

function tellDifference({ id, fit, lagUs }: Fitted): Phrase {
  const why =
    fit.limitedBy.length === 0
      ? say` No limit was seen at work: either chance, which does this to one storm in a hundred, or the ${us(lagUs)} by which attempts began late (p99), which every wave hands on to the next.`
      : tellEvidence(fit);
  return say`${id}: attempts per 100 ms differ from the policy’s curve (χ² ${plain(fit.chiSquared)} at ${count(fit.degrees)} degrees of freedom, p ${tellChance(fit.p)}; ${count(fit.due)} were due, ${count(Math.round(fit.expected ?? 0))} foreseen).${why}`;
}

/** Limits that left the attempts as foreseen and only kept clients waiting. */
function tellLimits(fitted: readonly Fitted[], differing: readonly Fitted[]): Phrase[] {
  return fitted
    .filter((entry) => entry.fit.limitedBy.length > 0 && !differing.includes(entry))
    .map(({ id, fit }) => say`${id}: a limit was met on the way back.${tellEvidence(fit)}`);
}

function tellEvidence({ limitedBy }: StormFitResult): Phrase {
  return limitedBy.flatMap(({ limit, evidence }) => say` Limit, ${limitTitles[limit]}: ${evidence}.`);
}
