import type { GateVerdict } from '../../analysis/gate/gate-result.js';
import type { CaseOutcome } from './gate-cases.js';

/** Told apart without colour, and by screen readers through the word that stands beside it. */
export const verdictSigns: Readonly<Record<GateVerdict | CaseOutcome, string>> = {
  pass: '✔',
  improvement: '▲',
  inconclusive: '?',
  regression: '✖',
  invalid: '!',
  informative: 'i',
  refused: '–',
};

/** `✖ REGRESSION`. */
export function signVerdict(verdict: GateVerdict): string {
  return `${verdictSigns[verdict]} ${verdict.toUpperCase()}`;
}
