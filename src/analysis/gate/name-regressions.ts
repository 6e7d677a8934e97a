import type { ExactDifference } from './gate-result.js';
import type { Decision } from './gate-types.js';

/** More than these are counted; the tables have them all. */
const mostNamed = 3;

/** ` (delivery.steady.p50 +84 %, lost +1 and 2 more)`: which got worse, and by how much; empty for none. */
export function nameRegressions(decisions: readonly Decision[]): string {
  const worse = decisions.filter(({ verdict }) => verdict === 'regression');
  return nameSome(worse.map((decision) => `${decision.metric.name}${tellBy(decision)}`));
}

export function nameDifferences(differences: readonly ExactDifference[]): string {
  return nameSome(
    differences.map(({ figure, baseline, candidate }) => `${figure}${tellAdded(baseline, candidate)}`),
  );
}

/** The same in several trials is named once. */
function nameSome(all: readonly string[]): string {
  const names = [...new Set(all)];
  if (names.length === 0) return '';
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return ` (${names.slice(0, mostNamed).join(', ')}${more})`;
}

function tellBy({ ratio, baseline, candidate, beyond }: Decision): string {
  if (ratio === null && beyond !== undefined) return ' not back';
  if (ratio === null) return tellAdded(baseline, candidate);
  if (!Number.isFinite(ratio.median)) return '';
  const percent = Math.round((ratio.median - 1) * 100);
  return ` ${sign(percent)}${Math.abs(percent)} %`;
}

function tellAdded(before: number | null, after: number | null): string {
  if (before === null || after === null) return ' not measured';
  const by = after - before;
  return Number.isFinite(by) ? ` ${sign(by)}${Math.abs(by)}` : '';
}

function sign(value: number): string {
  return value < 0 ? '−' : '+';
}
