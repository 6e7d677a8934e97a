import { adjustHolm } from '../gate/adjust-holm.js';
import { medianOf } from '../gate/median-of.js';
import { compareGroups, type GroupComparison } from './compare-groups.js';

/** The same figure of several kinds of runs, e.g. one per transport. Only valid runs belong here. */
export interface RunGroup {
  readonly name: string;
  readonly values: readonly number[];
}

export interface RankedGroup {
  readonly name: string;
  readonly runs: number;
  readonly median: number;
  /** Groups that are proven lower than this one. */
  readonly above: readonly string[];
  /** Groups that the runs cannot tell apart from this one. */
  readonly indistinguishable: readonly string[];
}

export interface Ranking {
  /** By median, the lowest first. Neighbours are in a proven order only where `above` says so. */
  readonly groups: readonly RankedGroup[];
  /** All groups that none is proven lower than; one name is a winner, several are "indistinguishable". */
  readonly lowest: readonly string[];
  readonly pairs: readonly RankedPair[];
}

export interface RankedPair extends GroupComparison {
  readonly names: readonly [string, string];
  /** Of the Mann-Whitney test, after Holm's correction over all pairs of groups. */
  readonly adjustedP: number;
  readonly different: boolean;
}

export interface RankingOptions {
  /** Chance of calling any two groups different that are not. */
  readonly alpha: number;
  readonly confidence: number;
  /** Smallest ratio − 1 that is called a difference: 0.05 is 5 %. */
  readonly delta: number;
}

/**
 * Ranks groups of runs only as far as the runs support an order. Two groups are different when their Mann-Whitney test, corrected by Holm
 * over all pairs, is at most α and the typical ratio is beyond δ; where a value is 0 and there is no ratio, the test alone decides. Below
 * five runs a group, four groups are never told apart at 5 %: the smallest chance of three against three is 0.1.
 */
export function rankRuns(given: readonly RunGroup[], options: RankingOptions): Ranking {
  const groups = given.filter(({ values }) => values.length > 0);
  const couples = groups.flatMap((a, at) => groups.slice(at + 1).map((b) => [a, b] as const));
  const compared = couples.map(([a, b]) => compareGroups(a.values, b.values, options.confidence));
  const adjusted = adjustHolm(compared.map(({ p }) => p));
  const pairs = couples.map(([a, b], at): RankedPair => {
    const comparison = compared[at] as GroupComparison;
    const adjustedP = adjusted[at] ?? 1;
    const different = adjustedP <= options.alpha && isBeyond(comparison, options.delta);
    return { names: [a.name, b.name], ...comparison, adjustedP, different };
  });
  const ranked = groups.map((group) => rankOne(group, groups, pairs)).sort((a, b) => a.median - b.median);
  return {
    groups: ranked,
    lowest: ranked.filter(({ above }) => above.length === 0).map(({ name }) => name),
    pairs,
  };
}

function rankOne(group: RunGroup, all: readonly RunGroup[], pairs: readonly RankedPair[]): RankedGroup {
  const median = medianOf(group.values);
  const others = all.filter((other) => other !== group);
  const differs = (other: RunGroup) =>
    pairs.some(
      ({ names, different }) => different && names.includes(group.name) && names.includes(other.name),
    );
  return {
    name: group.name,
    runs: group.values.length,
    median,
    above: others
      .filter((other) => differs(other) && medianOf(other.values) < median)
      .map(({ name }) => name),
    indistinguishable: others.filter((other) => !differs(other)).map(({ name }) => name),
  };
}

function isBeyond({ ratio }: GroupComparison, delta: number): boolean {
  return ratio === null || Math.abs(Math.log(ratio.median)) > Math.log1p(delta);
}
