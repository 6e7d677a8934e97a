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

/**
 * Takes from the trials' names the labels that all have: in a gate of one transport nobody needs to read its name in every row.
 * @returns those labels, and the cases without them
 */
export function shortenTrials(cases: readonly GateCase[]): { common: string; cases: GateCase[] } {
  const trials = cases.map(({ trial }) => trial).filter((trial) => trial !== '');
  const [first = [], ...others] = trials.map((trial) => trial.split(' '));
  const common = first.filter((label) => others.every((labels) => labels.includes(label))).join(' ');
  return { common, cases: cases.map((own) => ({ ...own, trial: dropLabels(own.trial, common) })) };
}

export function dropLabels(trial: string, dropped: string): string {
  const names = dropped.split(' ');
  return trial
    .split(' ')
    .filter((label) => !names.includes(label))
    .join(' ');
}

interface Column {
  readonly title: string;
  readonly numeric?: true;
  readonly read: (own: GateCase) => string;
}

const verdict: Column = { title: 'verdict', read: ({ outcome }) => `${verdictSigns[outcome]} ${outcome}` };
const evidence: Column = { title: 'evidence', read: ({ kind }) => kindNames[kind] };
const figures: readonly Column[] = [
  { title: 'metric', read: ({ name }) => name },
  { title: 'trial', read: ({ trial }) => trial },
  { title: 'baseline', numeric: true, read: ({ baseline }) => baseline },
  { title: 'candidate', numeric: true, read: ({ candidate }) => candidate },
  { title: 'change', numeric: true, read: ({ change }) => change },
];
const why: Column = { title: 'why', read: ({ reason }) => reason };

/** The few columns that are read at a glance. */
export function tabulateChanged(cases: readonly GateCase[]): Table {
  const hasPairs = cases.some(({ kind }) => kind === 'paired' || kind === 'stored');
  const note = hasPairs
    ? 'Times, CPU and memory are medians over the runs; in brackets the interval of the change.'
    : 'Counts are given to the last digit: any difference counts.';
  return tabulate('What changed', note, [verdict, ...figures], cases);
}

/** Everything that was looked at. */
export function tabulateAll(cases: readonly GateCase[]): Table {
  const columns = [verdict, evidence, ...figures, why];
  return tabulate('Everything that was looked at', 'What is worst comes first.', columns, cases);
}

function tabulate(
  title: string,
  note: string,
  columns: readonly Column[],
  cases: readonly GateCase[],
): Table {
  const hasTrials = cases.some(({ trial }) => trial !== '');
  const shown = columns.filter(({ title: own }) => own !== 'trial' || hasTrials);
  return {
    title,
    note,
    columns: shown.map(({ title: own, numeric = false }) => ({ title: own, numeric })),
    rows: cases.map((own) => ({ standing: 'valid', cells: shown.map(({ read }) => read(own)) })),
  };
}
