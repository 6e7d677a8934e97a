import { keyOfLabels } from './baseline-trials.js';
import { type ExactName, isWorse } from './exact-figures.js';
import type { GateMetric, PairSample } from './gate-types.js';
import { describeGated } from './gated-metrics.js';
import { medianOf } from './median-of.js';
import { findScoped } from './metric-scope.js';

/** What one run of a pair gave. */
export interface RunFigures {
  readonly pair: number;
  readonly side: 'baseline' | 'candidate';
  readonly attempt: number;
  readonly invalid: readonly string[];
  /** Why not even its counts can be believed. */
  readonly doubtful: readonly string[];
  readonly trials: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly repeat: number;
    readonly measured: Readonly<Record<string, number>>;
    readonly exact: Readonly<Record<string, number>>;
    /** Of the metrics: those that never came to a number, for too many clients stayed away. */
    readonly beyond?: readonly string[] | undefined;
  }[];
}

/** Both runs of a pair that counts. */
export interface PlayedPair<Run extends RunFigures = RunFigures> {
  readonly pair: number;
  readonly baseline: Run;
  readonly candidate: Run;
  readonly invalid: string | undefined;
}

/** The last whole attempt of each pair, in order. */
export function listPairs<Run extends RunFigures>(runs: readonly Run[]): PlayedPair<Run>[] {
  const numbers = [...new Set(runs.map(({ pair }) => pair))].sort((a, b) => a - b);
  return numbers.flatMap((pair) => {
    const attempts = runs.filter((run) => run.pair === pair).map(({ attempt }) => attempt);
    for (let attempt = Math.max(...attempts); attempt > 0; attempt--) {
      const own = runs.filter((run) => run.pair === pair && run.attempt === attempt);
      const baseline = own.find(({ side }) => side === 'baseline');
      const candidate = own.find(({ side }) => side === 'candidate');
      if (baseline === undefined || candidate === undefined) continue;
      return [{ pair, baseline, candidate, invalid: [...baseline.invalid, ...candidate.invalid][0] }];
    }
    return [];
  });
}

/**
 * Samples of all metrics that vary, one for each pair.
 * @param named metrics that somebody asked for: not measured in any run they are a gap, too
 */
export function sampleMetrics(
  runs: readonly RunFigures[],
  deltas: Readonly<Record<string, number>> = {},
  named: readonly NamedMetric[] = [],
): PairSample[] {
  const wanted = dropTwins([...listMeasured(runs), ...named.map(({ name, labels }) => ({ name, labels }))]);
  return listPairs(runs).flatMap((pair) => sampleMeasured(pair, wanted, deltas));
}

/** Samples of all figures that do not. */
export function sampleCounts(runs: readonly RunFigures[]): PairSample[] {
  const wanted = listExact(runs);
  return listPairs(runs).flatMap((pair) => sampleExact(pair, wanted));
}

/** A metric of the trials with these labels. */
export interface NamedMetric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Figures of trials that some run has, be it beyond any number; a figure that no run has is no gap. */
interface Wanted extends NamedMetric {
  readonly repeat?: number;
}

function listMeasured(runs: readonly RunFigures[]): Wanted[] {
  return dropTwins(
    runs.flatMap(({ trials }) =>
      trials.flatMap(({ labels, measured, beyond = [] }) =>
        [...Object.keys(measured), ...beyond].map((name) => ({ name, labels })),
      ),
    ),
  );
}

function listExact(runs: readonly RunFigures[]): Wanted[] {
  return dropTwins(
    runs.flatMap(({ trials }) =>
      trials.flatMap(({ labels, repeat, exact }) =>
        Object.keys(exact).map((name) => ({ name, labels, repeat })),
      ),
    ),
  );
}

function dropTwins(wanted: readonly Wanted[]): Wanted[] {
  const keyed = wanted.map((entry): [string, Wanted] => [
    JSON.stringify([entry.name, keyOfLabels(entry.labels), entry.repeat]),
    entry,
  ]);
  return [...new Map(keyed).values()];
}

/** Repeats of a trial within one run are one sample: their median. */
function sampleMeasured(
  { pair, baseline, candidate, invalid }: PlayedPair,
  wanted: readonly Wanted[],
  deltas: Readonly<Record<string, number>>,
): PairSample[] {
  return wanted.map(({ name, labels }) => {
    const read = ({ trials }: RunFigures): number | null => {
      const values = trials
        .filter((trial) => keyOfLabels(trial.labels) === keyOfLabels(labels))
        .flatMap(({ measured, beyond = [] }) =>
          beyond.includes(name)
            ? [Number.POSITIVE_INFINITY]
            : measured[name] === undefined
              ? []
              : [measured[name]],
        );
      return values.length === 0 ? null : medianOf(values);
    };
    const metric = describeGated(name, findScoped(deltas, name, labels.transport));
    const values = { baseline: read(baseline), candidate: read(candidate) };
    return { metric, labels, pair, ...values, ...(invalid === undefined ? {} : { invalid }) };
  });
}

function sampleExact({ pair, baseline, candidate }: PlayedPair, wanted: readonly Wanted[]): PairSample[] {
  const [doubt] = [...baseline.doubtful, ...candidate.doubtful];
  return wanted.map(({ name, labels, repeat = 1 }) => {
    const find = ({ trials }: RunFigures) =>
      trials.find((trial) => keyOfLabels(trial.labels) === keyOfLabels(labels) && trial.repeat === repeat);
    const read = (run: RunFigures): number | null => find(run)?.exact[name] ?? null;
    // A trial that is not there has lost no figure of its own.
    const isWhole = find(baseline) !== undefined && find(candidate) !== undefined;
    const invalid = doubt ?? (isWhole ? undefined : 'the trial did not come to its end');
    const own = repeat > 1 ? { ...labels, repeat: String(repeat) } : labels;
    const metric = describeExactMetric(name as ExactName);
    const values = { baseline: read(baseline), candidate: read(candidate) };
    return { metric, labels: own, pair, ...values, ...(invalid === undefined ? {} : { invalid }) };
  });
}

function describeExactMetric(name: ExactName): GateMetric {
  const worse = isWorse(name, 0, 1);
  const direction = worse === undefined ? 'change-is-worse' : worse ? 'higher-is-worse' : 'lower-is-worse';
  return { name, unit: name.startsWith('bytes.') ? 'bytes' : 'number', direction, evidence: 'exact' };
}
