import type { Table } from '../../analysis/report/report-model.js';
import type { CaseKind, CaseOutcome, GateCase } from './gate-cases.js';
import { verdictSigns } from './verdict-signs.js';

/** What is worst comes first. */
const order: readonly CaseOutcome[] = [
  'invalid',
  'regression',
  'improvement',
  'inconclusive',
  'refused',
  'informative',
  'pass',
];

const kindNames: Readonly<Record<CaseKind, string>> = {
  exact: 'exact',
  paired: 'paired',
  'paired-exact': 'exact, in pairs',
  stored: 'stored',
  thresholds: 'threshold',
};

/** Regressions, then improvements: what differs between the sides, and nothing that only varies. */
export function listChanged(cases: readonly GateCase[]): GateCase[] {
  return sortCases(cases.filter(({ outcome }) => outcome === 'regression' || outcome === 'improvement'));
}

export function sortCases(cases: readonly GateCase[]): GateCase[] {
  return [...cases].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
}

/** The few columns that are read at a glance. */
export function tabulateChanged(cases: readonly GateCase[]): Table {
  return {
    title: 'What changed',
    note: 'Figures are medians over the pairs; in brackets the interval of the change.',
    columns: ['verdict', 'metric', 'trial', 'baseline', 'candidate', 'change'].map((title, at) => ({
      title,
      numeric: at > 2,
    })),
    rows: cases.map(({ outcome, name, trial, baseline, candidate, change }) => ({
      standing: 'valid',
      cells: [signOutcome(outcome), name, trial, baseline, candidate, change],
    })),
  };
}

/** Everything that was looked at. */
export function tabulateAll(cases: readonly GateCase[]): Table {
  return {
    title: 'Everything that was looked at',
    note: 'What is worst comes first.',
    columns: ['verdict', 'evidence', 'metric', 'trial', 'baseline', 'candidate', 'change', 'why'].map(
      (title, at) => ({
        title,
        numeric: at > 3 && at < 7,
      }),
    ),
    rows: cases.map(({ outcome, kind, name, trial, baseline, candidate, change, reason }) => ({
      standing: 'valid',
      cells: [signOutcome(outcome), kindNames[kind], name, trial, baseline, candidate, change, reason],
    })),
  };
}

function signOutcome(outcome: CaseOutcome): string {
  return `${verdictSigns[outcome]} ${outcome}`;
}
