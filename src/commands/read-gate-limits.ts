import { scopeMetric } from '../analysis/gate/metric-scope.js';
import { SquallError } from '../errors.js';
import { type ExpressionParts, splitExpression } from '../scenario/threshold.js';
import { readDelta } from './read-delta.js';
import { requireGateable } from './read-gate-metrics.js';

/**
 * Reads limits of single metrics, `[transport:] delivery.steady.p99 < +10%`: the smallest change for the worse that counts, in the place of
 * `--delta`. The grammar is that of thresholds; the value is a change.
 * @returns shares, 0.1, by metric (`delivery.steady.p99`) or metric of one transport (`sse: delivery.steady.p99`)
 * @throws SquallError SQUALL_USAGE for what is no limit, no transport or no metric, SQUALL_UNIT for what is no share
 */
export function readGateLimits(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(texts.map(readLimit));
}

function readLimit(text: string): [string, number] {
  const { transport, name, comparison, value } = splitLimit(text) ?? {};
  const [, share] = /^\+\s*(\S+%)$/.exec(value?.trim() ?? '') ?? [];
  if (name === undefined || share === undefined || !comparison?.startsWith('<')) {
    const remedy =
      'write a metric and how much worse it may get, e.g. `delivery.steady.p99 < +10%` or `sse: connect.p50 < +20%`';
    throw new SquallError('SQUALL_USAGE', `"${text}" is no limit`, remedy, { key: '--limit' });
  }
  const delta = readDelta('limit', share);
  if (delta > 0) return [scopeMetric(requireGateable(name, '--limit'), transport), delta];
  throw new SquallError('SQUALL_USAGE', `"${text}" leaves no room for noise`, 'allow for more than 0 %', {
    key: '--limit',
  });
}

/** A transport that does not exist is a mistake of the command line here, not of a threshold. */
function splitLimit(text: string): ExpressionParts | undefined {
  try {
    return splitExpression(text);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    throw new SquallError('SQUALL_USAGE', error.message, error.remedy, { key: '--limit' });
  }
}
