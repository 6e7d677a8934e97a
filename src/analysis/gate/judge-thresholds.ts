import type { Plan, Threshold } from '../../scenario/scenario.js';
import { lookUpMetric } from '../metric-catalogue.js';
import { isKept, writeValue } from '../thresholds.js';
import { keyOfLabels } from './baseline-trials.js';
import type { CheckedTrial, ThresholdCheck } from './checked-trials.js';
import { exactNames } from './exact-figures.js';
import type { ThresholdOutcome } from './gate-result.js';
import { medianOf } from './median-of.js';

/** Counts that are what they are on a machine however busy; other numbers, as of CPU seconds or attempts in a storm, are times in disguise. */
const sureCounts: ReadonlySet<string> = new Set([
  ...exactNames.filter((name) => !name.startsWith('storm.')),
  'lostShare',
  'lostByAbsent',
  'clientsWithLoss',
  'publisher.refused',
  'echo.outOfOrder',
  'tokens.lost',
  'tokens.duplicate',
]);

/**
 * Judges the thresholds of a scenario over the candidate's runs: one verdict for each threshold and labels. A count or a share of one has to
 * hold every time, for a message lost in one run of fifteen is lost. Times, bytes and rates vary by themselves: there the median over the
 * runs has to hold. Where nothing was measured no threshold holds. Times are read in valid trials alone, counts wherever they can be believed.
 */
export function judgeThresholds(
  { trials: planned }: Pick<Plan, 'trials'>,
  checked: readonly CheckedTrial[],
): ThresholdOutcome[] {
  return planned
    .filter(({ repeat }) => repeat === 1)
    .flatMap(({ labels, scenario }) => {
      const trial = keyOfLabels(labels);
      const own = checked.filter((candidate) => keyOfLabels(candidate.labels) === trial);
      return scenario.thresholds
        .filter(({ transport }) => transport === undefined || transport === labels.transport)
        .map((threshold) => judge(trial, threshold, readChecks(own, threshold)));
    });
}

function readChecks(trials: readonly CheckedTrial[], { expression, metric }: Threshold): ThresholdCheck[] {
  return trials
    .filter(({ countsOnly = false }) => !countsOnly || sureCounts.has(metric))
    .flatMap(({ thresholds }) => thresholds.find((check) => check.expression === expression) ?? []);
}

function judge(trial: string, threshold: Threshold, checks: readonly ThresholdCheck[]): ThresholdOutcome {
  const { expression, metric } = threshold;
  const unit = lookUpMetric(metric)?.kind ?? 'number';
  const broken = checks.filter(({ holds }) => !holds);
  const about = { trial, expression, unit, runs: checks.length, broken: broken.length };
  if (checks.length === 0) return { ...about, holds: false, actual: null, message: 'no run of it is valid' };
  const values = checks.flatMap(({ actual }) => actual ?? []);
  const missing = checks.length - values.length;
  if (missing > 0) {
    const message = `${metric} was not measured in ${missing} of ${countRuns(checks.length)}`;
    return { ...about, holds: false, actual: null, message };
  }
  const worst = isCounted(unit) ? broken[0]?.actual : undefined;
  const actual = worst ?? medianOf(values);
  const holds = isCounted(unit) ? broken.length === 0 : isKept(threshold, actual);
  const spread = worst !== undefined ? 'one' : new Set(values).size === 1 ? 'all' : 'median';
  const message = `${metric} was ${writeValue(actual, unit)}${tellRuns(about, spread)}`;
  return { ...about, holds, actual, message };
}

/** Kinds of which one value that breaks a threshold is proof enough. */
export function isCounted(kind: string): boolean {
  return kind === 'number' || kind === 'share';
}

function tellRuns({ runs, broken }: { runs: number; broken: number }, of: 'one' | 'all' | 'median'): string {
  if (runs === 1) return '';
  const all = countRuns(runs);
  const where = { one: ' in one run', all: ` in all ${all}`, median: ` in the median of ${all}` }[of];
  return broken === 0 ? where : `${where}; ${broken} of ${all} ${broken === 1 ? 'breaks' : 'break'} it`;
}

function countRuns(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
