import type { ExactEvidence } from '../../analysis/gate/gate-result.js';

/** One line for each reason: `bytes.framing, bytes.setup: a target is sent canaries, as many as it takes (2 trials)`. */
export function tellUngated({ ungated, equal, differences, unstable }: ExactEvidence): string[] {
  const trials = new Set([...equal, ...differences, ...unstable, ...ungated].map(({ trial }) => trial)).size;
  const groups = new Map<string, Set<string>>();
  for (const { trial, figures, reason } of ungated) {
    const line = `${figures.join(', ')}: ${reason}`;
    groups.set(line, (groups.get(line) ?? new Set()).add(trial));
  }
  return [...groups].map(([line, own]) =>
    own.size === trials ? line : `${line} (${own.size === 1 ? [...own].join('') : `${own.size} trials`})`,
  );
}
