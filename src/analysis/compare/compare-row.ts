import type { ComparedCell } from '../comparison.js';
import type { RatioEstimate } from '../gate/gate-types.js';
import type { Metric } from '../metric-catalogue.js';
import { type Standing, standingOf } from '../report/standing.js';
import { measureSpread, type Spread, smallestFactorOfManyRuns } from '../report/trial-groups.js';
import { unitOfKind } from '../report/unit-of-kind.js';
import { compareGroups } from './compare-groups.js';
import type { LabelledTrial } from './label-trials.js';
import { type Ranking, rankRuns } from './rank-groups.js';
import { smallestChance } from './smallest-chance.js';

/** Chance of calling any two groups of a row different that are not, and the confidence of ratios. */
export const comparisonLevel = { alpha: 0.05, confidence: 0.95, delta: smallestFactorOfManyRuns - 1 };

interface Measured {
  readonly title: string;
  /** null where no trial that counts has the metric. */
  readonly spread: Spread | null;
  /** Of each trial that counts and has the metric. */
  readonly values: readonly number[];
  /** Trials that count, whether or not they have the metric. */
  readonly trials: number;
  readonly standing: Standing;
  readonly leftOut: number;
}

/** A row's cells, and the column that its ratios are over: the first that can be ranked; null where fewer than two can. */
export interface RowComparison {
  readonly cells: readonly (ComparedCell | undefined)[];
  readonly reference: string | null;
}

/**
 * Compares one metric over the columns of a row. What is ranked is cells whose valid trials all have the metric: the lowest of those that
 * came through says nothing of those that did not.
 * @param groups trials of each column
 */
export function compareRow(
  groups: readonly (readonly LabelledTrial[])[],
  columns: readonly string[],
  metric: Metric,
): RowComparison {
  const measured = groups.map((trials, at) => measureCell(trials, columns[at] ?? '', metric));
  const ranked = measured.filter((cell): cell is Measured => cell !== undefined && isRankable(cell));
  const ranking = rankRuns(
    ranked.map(({ title, values }) => ({ name: title, values })),
    comparisonLevel,
  );
  const reference = ranked.length > 1 ? ranked[0] : undefined;
  const unit = unitOfKind[metric.kind];
  const isMeasured = measured.some((cell) => cell?.spread);
  const cells = measured.map((cell) => {
    // That valid trials have no such figure is worth a word only where others have one.
    if (cell === undefined || !(isMeasured && (cell.spread || cell.standing === 'valid'))) return undefined;
    const { spread, trials, standing, leftOut, title } = cell;
    return {
      median: { value: spread?.median ?? null, unit },
      low: { value: spread?.low ?? null, unit },
      high: { value: spread?.high ?? null, unit },
      runs: spread?.runs ?? 0,
      trials,
      standing,
      leftOut,
      lowest: metric.lowerIsBetter && ranked.length > 1 && isSoleLowest(title, ranking),
      ratio: tellRatio(cell, reference),
      ...sortRivals(cell, ranked, ranking),
    };
  });
  return { cells, reference: reference?.title ?? null };
}

function measureCell(trials: readonly LabelledTrial[], title: string, metric: Metric): Measured | undefined {
  if (trials.length === 0) return undefined;
  const standings = trials.map(({ trial }) => standingOf(trial.result));
  const valid = trials.filter((_, at) => standings[at] === 'valid');
  const counted = valid.length > 0 ? valid : trials;
  const spread = measureSpread(
    counted.map(({ trial }) => trial),
    (trial) => metric.read(trial.result),
  );
  const worst = standings.includes('invalid') ? 'invalid' : 'interrupted';
  const standing = valid.length > 0 ? 'valid' : worst;
  const values = counted.flatMap(({ trial }) => metric.read(trial.result) ?? []);
  return {
    title,
    spread: spread ?? null,
    values,
    trials: counted.length,
    standing,
    leftOut: trials.length - counted.length,
  };
}

function isRankable({ standing, values, trials }: Measured): boolean {
  return standing === 'valid' && trials > 0 && values.length === trials;
}

function isSoleLowest(title: string, { lowest }: Ranking): boolean {
  return lowest.length === 1 && lowest[0] === title;
}

function tellRatio(cell: Measured, reference: Measured | undefined): RatioEstimate | null {
  if (reference === undefined || cell === reference || !isRankable(cell)) return null;
  return compareGroups(reference.values, cell.values, comparisonLevel.confidence).ratio;
}

/** Rivals that the test could have told apart from this cell and did not, and those that it never could with so few runs. */
function sortRivals(
  cell: Measured,
  ranked: readonly Measured[],
  ranking: Ranking,
): Pick<ComparedCell, 'indistinguishable' | 'tooFewRuns'> {
  const alike = ranking.groups.find(({ name }) => name === cell.title)?.indistinguishable ?? [];
  const rivals = ranked.filter((rival) => rival !== cell && alike.includes(rival.title));
  const hopeless = isHopeless(ranked);
  const isTooFew = ({ values }: Measured): boolean =>
    hopeless || smallestChance(cell.values.length, values.length) > comparisonLevel.alpha;
  return {
    indistinguishable: rivals.filter((rival) => !isTooFew(rival)).map(({ title }) => title),
    tooFewRuns: rivals.filter(isTooFew).map(({ title }) => title),
  };
}

/** Holm's first step asks most: if no pair can take it, none of the others is ever reached. */
function isHopeless(ranked: readonly Measured[]): boolean {
  const chances = ranked.flatMap((a, at) =>
    ranked.slice(at + 1).map((b) => smallestChance(a.values.length, b.values.length)),
  );
  return Math.min(1, ...chances) * chances.length > comparisonLevel.alpha;
}
