import { randomStream } from '../../system/random.js';
import { boundShare, type ShareInterval } from './clopper-pearson.js';
import { judgeFamily } from './decide-gate.js';
import type { GateLabels, GateMetric, GateOptions, GateVerdict } from './gate-types.js';
import { signOf, testSeries } from './test-series.js';

/** Values of one metric in real runs of the same code: entry i of every pool comes from run i. */
export interface RunPool {
  readonly metric: GateMetric;
  readonly labels: GateLabels;
  readonly values: readonly number[];
}

export interface CurveOptions {
  /** Pairs of each invocation. */
  readonly pairs: number;
  readonly invocations: number;
  /** Changes put in, as shares: 0.5 makes a metric half as bad again. */
  readonly effects: readonly number[];
}

export const defaultCurveOptions: CurveOptions = {
  pairs: 15,
  invocations: 300,
  effects: [0.1, 0.2, 0.3, 0.5, 1],
};

export interface OperatingCurve extends CurveOptions {
  readonly runs: number;
  /** Invocations on identical code with any regression, and with any improvement, over all metrics. */
  readonly falseRegressions: ShareInterval;
  readonly falseImprovements: ShareInterval;
  readonly metrics: readonly MetricCurve[];
}

export interface MetricCurve {
  readonly metric: GateMetric;
  readonly labels: GateLabels;
  /** Verdicts on identical code. */
  readonly same: Readonly<Record<GateVerdict, number>>;
  /** Per effect, invocations that called it a regression. */
  readonly detected: readonly (ShareInterval & { readonly effect: number })[];
}

const confidence = 0.95;

/**
 * How a gate behaves on this machine's own runs. Each invocation divides all runs anew, at random, into two halves without a run in common,
 * and draws its baselines from one and its candidates from the other, without return; the metrics of a run stay together, so what they have
 * in common stays. That is identical code. For detection, one metric at a time of one combination of labels has its candidates made worse by
 * an effect, in the same invocation and with all others in the family. Runs drawn so lack what two runs made in turn share, so the noise is,
 * if anything, more than a real gate's.
 * @throws RangeError where pools have different numbers of runs, or fewer than two for each pair
 */
export function estimateCurve(
  pools: readonly RunPool[],
  curve: CurveOptions,
  options: GateOptions,
): OperatingCurve {
  const runs = countRuns(pools, curve.pairs);
  const outcomes = Array.from({ length: curve.invocations }, (_, at) =>
    invokeGate(pools, shuffleRuns(runs, options.seed, at), curve, options),
  );
  const bound = (count: number) => boundShare(count, curve.invocations, confidence);
  const countAny = (verdict: GateVerdict) =>
    bound(outcomes.filter(({ same }) => same.includes(verdict)).length);
  return {
    ...curve,
    runs,
    falseRegressions: countAny('regression'),
    falseImprovements: countAny('improvement'),
    metrics: pools.map(({ metric, labels }, at) => {
      const count = (verdict: GateVerdict) => outcomes.filter(({ same }) => same[at] === verdict).length;
      return {
        metric,
        labels,
        same: {
          pass: count('pass'),
          regression: count('regression'),
          improvement: count('improvement'),
          inconclusive: count('inconclusive'),
        },
        detected: curve.effects.map((effect, which) => ({
          effect,
          ...bound(outcomes.filter(({ detected }) => detected[which]?.[at]).length),
        })),
      };
    }),
  };
}

interface Outcome {
  /** Verdict on identical code, per metric. */
  readonly same: readonly GateVerdict[];
  /** Per effect and metric, whether it was called a regression. */
  readonly detected: readonly (readonly boolean[])[];
}

function invokeGate(
  pools: readonly RunPool[],
  order: readonly number[],
  { pairs, effects }: CurveOptions,
  options: GateOptions,
): Outcome {
  const tested = drawSeries(pools, order, pairs, 0).map((series) => testSeries(series, options));
  return {
    same: judgeFamily(tested, options).map(({ verdict }) => verdict),
    detected: effects.map((effect) =>
      drawSeries(pools, order, pairs, effect).map((series, at) => {
        const family = tested.with(at, testSeries(series, options));
        return judgeFamily(family, options)[at]?.verdict === 'regression';
      }),
    ),
  };
}

function countRuns(pools: readonly RunPool[], pairs: number): number {
  const runs = pools[0]?.values.length ?? 0;
  if (pools.some(({ values }) => values.length !== runs))
    throw new RangeError('every metric needs a value from every run');
  if (runs < 2 * pairs)
    throw new RangeError(`${pairs} pairs from independent halves need ${2 * pairs} runs, not ${runs}`);
  return runs;
}

/** All runs in a random order: its first half is the baseline's, the rest the candidate's. */
function shuffleRuns(runs: number, seed: number, invocation: number): number[] {
  const random = randomStream(seed, 'halves', invocation);
  const keys = Array.from({ length: runs }, () => random());
  return keys.map((_, run) => run).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}

function drawSeries(pools: readonly RunPool[], order: readonly number[], pairs: number, effect: number) {
  const half = Math.floor(order.length / 2);
  return pools.map(({ metric, labels, values }) => {
    const factor = (1 + effect) ** signOf(metric.direction);
    return {
      metric,
      labels,
      leftOut: [],
      gone: 0,
      pairs: Array.from({ length: pairs }, (_, at) => ({
        baseline: values[order[at] ?? 0] ?? Number.NaN,
        candidate: (values[order[half + at] ?? 0] ?? Number.NaN) * factor,
      })),
    };
  });
}
