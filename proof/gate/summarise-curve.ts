import { boundShare, type ShareInterval } from '../../src/analysis/gate/clopper-pearson.js';
import { decideGate } from '../../src/analysis/gate/decide-gate.js';
import { type Decision, defaultGateOptions, type PairSample } from '../../src/analysis/gate/gate-types.js';
import { describeGated } from '../../src/analysis/gate/gated-metrics.js';
import {
  defaultCurveOptions,
  estimateCurve,
  type OperatingCurve,
  type RunPool,
} from '../../src/analysis/gate/operating-curve.js';
import { listPairs } from '../../src/analysis/gate/pair-samples.js';
import { gatherSeries } from '../../src/analysis/gate/pair-series.js';
import { mirrorNoise, simulatePassing } from '../../src/analysis/gate/resample-noise.js';
import { randomStream } from '../../src/system/random.js';
import type { CurveData } from './curve-files.js';
import { exactFlaws } from './exact-invocation.js';
import {
  aims,
  type Invocation,
  type InvocationRun,
  keyOfInvocation,
  type PlannedInvocation,
} from './invocation.js';

export interface CurveSummary {
  readonly machines: readonly string[];
  /** Whole gates on identical code. */
  readonly same: SameSummary;
  /** Gates resampled from the runs of those. */
  readonly resampled: OperatingCurve | undefined;
  readonly passing: readonly MetricPassing[];
  /** Whole gates with a change put in. */
  readonly changed: readonly ChangedSummary[];
  readonly exact: readonly ExactSummary[];
}

export interface SameSummary {
  readonly invocations: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** With any false regression, and any false improvement. */
  readonly falseRegressions: ShareInterval;
  readonly falseImprovements: ShareInterval;
  readonly medianS: number;
}

export interface MetricPassing {
  readonly name: string;
  /** 0.12: a gate that lets 12 % through passes on identical code. */
  readonly delta: number;
}

export interface ChangedSummary {
  readonly invocation: Invocation;
  /** What the gate decided on the metric that the change was aimed at. */
  readonly aimed: Decision | undefined;
}

export interface ExactSummary {
  readonly words: string;
  readonly flaw: string;
  readonly shows: string;
  readonly times: number;
  /** In how many the figure differed, or, on identical code, any. */
  readonly found: number;
}

const confidence = 0.95;

export function summariseCurve({ invocations, runs, exact }: CurveData): CurveSummary {
  const same = invocations.filter(({ subject }) => subject === 'same');
  return {
    machines: [...new Set(invocations.map(({ machine }) => machine))],
    same: summariseSame(same),
    resampled: resample(runs),
    passing: findPassing(same, runs),
    changed: invocations
      .filter(({ subject }) => subject !== 'same')
      .toSorted((a, b) => a.subject.localeCompare(b.subject) || a.share - b.share || a.number - b.number)
      .map((invocation) => ({ invocation, aimed: findAimed(invocation, runs) })),
    exact: exactFlaws.map(({ flaw, shows, words }) => {
      const own = exact.filter((one) => one.flaw === flaw);
      const found = own.filter(({ status, differences }) =>
        flaw === '' ? status !== 0 : status === 3 && differences.includes(`${shows} `),
      );
      return { words, flaw, shows, times: own.length, found: found.length };
    }),
  };
}

function summariseSame(same: readonly Invocation[]): SameSummary {
  const verdicts: Record<string, number> = {};
  for (const { verdict } of same) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const times = same.map(({ tookS }) => tookS).sort((a, b) => a - b);
  const bound = (list: readonly Invocation[]) => boundShare(list.length, same.length, confidence);
  return {
    invocations: same.length,
    verdicts,
    falseRegressions: bound(same.filter(({ regressions }) => regressions !== '')),
    falseImprovements: bound(same.filter(({ improvements }) => improvements !== '')),
    medianS: times[Math.floor(times.length / 2)] ?? 0,
  };
}

/** Resamples whole runs on identical code: those that a gate counted, with all metrics. */
function resample(runs: readonly InvocationRun[]): OperatingCurve | undefined {
  const pools = poolRuns(runs);
  const count = pools[0]?.values.length ?? 0;
  if (count < 2 * defaultCurveOptions.pairs) return undefined;
  return estimateCurve(pools, defaultCurveOptions, defaultGateOptions);
}

/** Values of valid runs on identical code, one pool for each metric. */
export function poolRuns(runs: readonly InvocationRun[]): RunPool[] {
  const same = runs.filter(({ subject, valid }) => subject === 'same' && valid);
  const names = [...new Set(same.flatMap(({ measured }) => Object.keys(measured)))];
  const whole = same.filter(({ measured }) => names.every((name) => measured[name] !== undefined));
  return names.map((name) => ({
    metric: describeGated(name),
    labels: {},
    values: whole.flatMap(({ measured }) => measured[name] ?? []),
  }));
}

function findAimed(invocation: Invocation, runs: readonly InvocationRun[]): Decision | undefined {
  if (invocation.subject === 'same') return undefined;
  const name = aims[invocation.subject];
  return decideAgain(invocation, runs).find(({ metric }) => metric.name === name);
}

/** What the gate's statistics say of the runs that were kept. */
export function decideAgain(invocation: Invocation, runs: readonly InvocationRun[]): Decision[] {
  return decideGate(samplePairs(invocation, runs), defaultGateOptions);
}

function samplePairs(invocation: PlannedInvocation, runs: readonly InvocationRun[]): PairSample[] {
  const key = keyOfInvocation(invocation);
  const own = runs.filter((run) => keyOfInvocation(run) === key);
  const names = [...new Set(own.flatMap(({ measured }) => Object.keys(measured)))];
  const pairs = listPairs(
    own.map(({ valid, measured, ...run }) => ({
      ...run,
      invalid: valid ? [] : ['invalid'],
      doubtful: [],
      trials: [{ labels: {}, repeat: 1, measured, exact: {} }],
    })),
  );
  return pairs.flatMap(({ pair, baseline, candidate, invalid }) =>
    names.map((name) => ({
      metric: describeGated(name),
      labels: {},
      pair,
      baseline: baseline.trials[0]?.measured[name] ?? null,
      candidate: candidate.trials[0]?.measured[name] ?? null,
      ...(invalid === undefined ? {} : { invalid }),
    })),
  );
}

/** Of gates on identical code, this many are to pass. */
export const passingShare = 0.95;
const passingTries = 500;

/** Per metric, the smallest δ with which so many gates on identical code would pass, from the noise of all their pairs. */
function findPassing(same: readonly Invocation[], runs: readonly InvocationRun[]): MetricPassing[] {
  // Pairs of different gates keep different numbers.
  const samples = same.flatMap((invocation, at) =>
    samplePairs(invocation, runs).map((sample) => ({ ...sample, pair: 1000 * at + sample.pair })),
  );
  return gatherSeries(samples).map(({ metric, pairs }, at) => {
    const noise = mirrorNoise(pairs.map(({ baseline, candidate }) => Math.log(candidate / baseline)));
    const random = randomStream(defaultGateOptions.seed, 'passing', at);
    const { pairs: each } = defaultCurveOptions;
    const limits = simulatePassing(noise, each, defaultGateOptions.confidence, passingTries, random);
    const limit = limits[Math.ceil(passingShare * passingTries) - 1] ?? Number.NaN;
    return { name: metric.name, delta: Math.max(0, Math.expm1(limit)) };
  });
}
