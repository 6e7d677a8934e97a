import type { HalfOpenResult } from '../../storage/result.js';
import { formatCount } from '../report/format-quantity.js';
import { type CellValue, count, plain, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** What became of connections that went silent without a word; no row for a trial without any. */
export const halfOpenTable: TableSpec = {
  title: 'Half-open connections',
  note: 'Connections that heard nothing from a fault on though neither side was told. Noticed: given up by the client, or by the server, of its own accord, counted from the beginning of the fault; predicted: between which times that must fall for the settings of the scenario. Zombies: connections that the server held beyond those that clients said they had.',
  applies: (trial) => trial.halfOpen !== undefined,
  columns: [
    { title: 'Silent', read: (trial) => count(trial.halfOpen?.silenced ?? null) },
    ...sideColumns('Clients', (halfOpen) => halfOpen?.clients),
    ...sideColumns('Server', (halfOpen) => halfOpen?.server),
    { title: 'Zombies, peak', read: (trial) => count(trial.halfOpen?.zombies.peak ?? null) },
    { title: 'Zombie seconds', read: (trial) => plain(trial.halfOpen?.zombies.seconds ?? null) },
    { title: 'Zombies at the end', read: (trial) => count(trial.halfOpen?.zombies.atEnd ?? null) },
  ],
};

/** The few figures that fit a terminal. */
export const halfOpenSummary: TableSpec = {
  ...halfOpenTable,
  columns: halfOpenTable.columns.filter(({ title }) =>
    /^(Silent|.* noticed|.* p50|Zombies, peak|Zombies at the end)$/.test(title),
  ),
};

type Side = Pick<HalfOpenResult['server'], 'afterUs' | 'predictedUs'> & {
  readonly byCause: Readonly<Record<string, number | undefined>>;
};

function sideColumns(
  side: string,
  pick: (halfOpen: HalfOpenResult | undefined) => Side | undefined,
): TableSpec['columns'] {
  return [
    { title: `${side} noticed`, read: ({ halfOpen }) => count(pick(halfOpen)?.afterUs.count ?? null) },
    { title: `${side} by`, read: ({ halfOpen }) => nameCauses(pick(halfOpen)) },
    { title: `${side} p50`, read: ({ halfOpen }) => us(pick(halfOpen)?.afterUs.p50 ?? null) },
    { title: `${side} max`, read: ({ halfOpen }) => us(pick(halfOpen)?.afterUs.max ?? null) },
    {
      title: `${side} predicted from`,
      read: ({ halfOpen }) => us(pick(halfOpen)?.predictedUs?.fromUs ?? null),
    },
    { title: `${side} predicted to`, read: ({ halfOpen }) => us(pick(halfOpen)?.predictedUs?.toUs ?? null) },
  ];
}

function nameCauses(side: Side | undefined): CellValue {
  const named = Object.entries(side?.byCause ?? {}).map(
    ([cause, number]) => `${cause} ${formatCount(number ?? 0)}`,
  );
  return named.length > 0 ? named.join(', ') : null;
}
