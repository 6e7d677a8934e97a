import { SquallError } from '../errors.js';
import { parseShare } from '../scenario/units.js';
import { requireGateable } from './read-gate-metrics.js';

const pattern = /^([^\s<]+)\s*<=?\s*\+\s*(\S+%)$/;

/**
 * Reads limits of single metrics, `delivery.steady.p99 < +10%`: the smallest change for the worse that counts, in the place of `--delta`.
 * @returns shares by metric, 0.1
 * @throws SquallError SQUALL_USAGE for what is no limit or no metric, SQUALL_UNIT or SQUALL_VALUE for what is no share
 */
export function readGateLimits(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(texts.map(readLimit));
}

function readLimit(text: string): [string, number] {
  const [, name, share] = pattern.exec(text.trim()) ?? [];
  if (name === undefined || share === undefined) {
    const remedy = 'write a metric and how much worse it may get, e.g. `delivery.steady.p99 < +10%`';
    throw new SquallError('SQUALL_USAGE', `"${text}" is no limit`, remedy, { key: '--limit' });
  }
  const delta = parseShare(share);
  if (delta > 0) return [requireGateable(name, '--limit'), delta];
  throw new SquallError('SQUALL_USAGE', `"${text}" leaves no room for noise`, 'allow for more than 0 %', {
    key: '--limit',
  });
}
