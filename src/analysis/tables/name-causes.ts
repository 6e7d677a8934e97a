import { formatCount } from '../report/format-quantity.js';

/** `refused 812, timeout 3`; null when nothing failed. */
export function nameCauses(causes: Readonly<Record<string, number>>): string | null {
  const named = Object.entries(causes)
    .filter(([, number]) => number > 0)
    .map(([cause, number]) => `${cause} ${formatCount(number)}`);
  return named.length > 0 ? named.join(', ') : null;
}
