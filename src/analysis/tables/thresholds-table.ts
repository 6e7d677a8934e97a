import type { TrialResult } from '../../storage/result.js';
import type { Table, TrialHead } from '../report/report-model.js';
import type { Standing } from '../report/standing.js';

/** What the scenario says must hold, trial by trial. */
export function buildThresholdsTable(trials: readonly TrialResult[], heads: readonly TrialHead[]): Table {
  return {
    title: 'Thresholds',
    note: 'What the scenario says must hold, trial by trial. A trial that is invalid or was interrupted cannot meet a threshold.',
    columns: ['Trial', 'Must hold', 'Outcome', 'Measured'].map((title) => ({ title, numeric: false })),
    rows: heads.flatMap((head, at) =>
      (trials[at]?.thresholds ?? []).map(({ expression, holds, message }) => ({
        standing: head.standing,
        cells: [head.name, expression, nameOutcome(head.standing, holds), message],
      })),
    ),
  };
}

function nameOutcome(standing: Standing, holds: boolean): string {
  if (standing !== 'valid') return `${standing} trial`;
  return holds ? 'holds' : 'broken';
}
