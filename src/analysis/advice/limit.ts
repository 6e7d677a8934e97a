import { SquallError } from '../../errors.js';
import { quote } from '../../scenario/quote.js';
import type { Threshold } from '../../scenario/scenario.js';
import { parseThreshold } from '../../scenario/threshold.js';

/** What a user can bear. Limits are thresholds: the short forms are other words for them. */
export interface Limit {
  /** As it was stated: `--peak 2000/s`, or a threshold of the scenario. */
  readonly written: string;
  readonly threshold: Threshold;
}

/** The short forms, by the name of their option. */
export interface StatedLimits {
  readonly peak?: string | undefined;
  readonly back?: string | undefined;
  readonly lost?: string | undefined;
  readonly late?: string | undefined;
  /** Thresholds in full. */
  readonly limit?: readonly string[] | undefined;
}

const backPercentiles: Readonly<Record<string, string>> = {
  '50': 'p50',
  '90': 'p90',
  '99': 'p99',
  '100': 'p100',
};
/** Which percentile of the delivery latency must hold when this share of the messages may be later. */
const latePercentiles: Readonly<Record<string, string>> = {
  '0': 'max',
  '0.1': 'p999',
  '1': 'p99',
  '10': 'p90',
  '50': 'p50',
};

/**
 * Reads limits as the command line states them: `peak: '2000/s'` · `back: '99%:30s'` · `lost: '0'` or `'0.1%'` ·
 * `late: '1%:2s'` · `limit: ['server.cpuSeconds <= 20']`.
 * @throws SquallError SQUALL_USAGE or SQUALL_THRESHOLD
 */
export function readLimits({ peak, back, lost, late, limit = [] }: StatedLimits): Limit[] {
  return [
    ...(peak === undefined ? [] : [makeLimit(`--peak ${peak}`, `storm.peakAttemptsPerSecond <= ${peak}`)]),
    ...(back === undefined ? [] : [readShareLimit('back', back, backPercentiles, 'storm.back', '99%:30s')]),
    ...(lost === undefined
      ? []
      : [makeLimit(`--lost ${lost}`, `${lost.includes('%') ? 'lostShare' : 'lost'} <= ${lost}`)]),
    ...(late === undefined ? [] : [readShareLimit('late', late, latePercentiles, 'delivery', '1%:2s')]),
    ...limit.map((expression) => makeLimit(expression, expression)),
  ];
}

/** A scenario's own thresholds as limits. */
export function limitsOfThresholds(thresholds: readonly Threshold[]): Limit[] {
  return thresholds.map((threshold) => ({ written: threshold.expression, threshold }));
}

function makeLimit(written: string, expression: string): Limit {
  return { written, threshold: parseThreshold(expression) };
}

function readShareLimit(
  option: 'back' | 'late',
  text: string,
  percentiles: Readonly<Record<string, string>>,
  family: string,
  example: string,
): Limit {
  const [, share = '', time = ''] = /^\s*(\d+(?:\.\d+)?)\s*%\s*:\s*(\S+)\s*$/.exec(text) ?? [];
  const percentile = percentiles[String(Number(share))];
  if (share === '' || percentile === undefined) {
    throw new SquallError(
      'SQUALL_USAGE',
      `--${option} ${quote(text)} is not a limit`,
      `write a share and a time, e.g. --${option} ${example}; shares are ${Object.keys(percentiles)
        .sort((a, b) => Number(a) - Number(b))
        .map((known) => `${known}%`)
        .join(', ')}`,
    );
  }
  return makeLimit(`--${option} ${text.trim()}`, `${family}.${percentile} <= ${time}`);
}
