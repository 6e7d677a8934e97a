import { type Random, randomStream } from '../../../system/random.js';
import type { GateLabels, GateMetric, PairSample } from '../gate-types.js';

export const latency: GateMetric = {
  name: 'delivery.p50',
  unit: 'duration',
  direction: 'higher-is-worse',
  evidence: 'paired',
};

export const lost: GateMetric = {
  name: 'lost',
  unit: 'number',
  direction: 'higher-is-worse',
  evidence: 'exact',
};

/** Pairs of one metric from plain values: `[baseline, candidate]`. */
export function listPairs(
  metric: GateMetric,
  values: readonly (readonly [number | null, number | null])[],
  labels: GateLabels = { transport: 'sse' },
): PairSample[] {
  return values.map(([baseline, candidate], at) => ({ metric, labels, pair: at + 1, baseline, candidate }));
}

/** Values around 1 whose logarithms are normal with this spread. */
export function drawNoise(random: Random, spread: number): number {
  // Box and Muller; 1 − u is never 0.
  return Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** Pairs whose runs have noise of this spread each and whose candidate is `ratio` times the baseline. */
export function drawPairs(
  metric: GateMetric,
  { pairs, ratio, spread, seed }: { pairs: number; ratio: number; spread: number; seed: number },
  labels: GateLabels = { transport: 'sse' },
): PairSample[] {
  const random = randomStream(seed, 'pairs');
  return listPairs(
    metric,
    Array.from(
      { length: pairs },
      () => [1000 * drawNoise(random, spread), 1000 * ratio * drawNoise(random, spread)] as const,
    ),
    labels,
  );
}
