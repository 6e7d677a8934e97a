import type { CohortResult, TrialResult } from '../../storage/result.js';
import { bytes, type CellValue, count, plain, us } from '../report/phrase.js';
import type { Table, TrialHead } from '../report/report-model.js';
import type { TableSpec } from './table-spec.js';

const columns: readonly { title: string; read: (cohort: CohortResult) => CellValue }[] = [
  { title: 'Cohort', read: ({ name }) => name },
  { title: 'Clients', read: ({ clients }) => count(clients) },
  { title: 'Reads / s', read: ({ readBytesPerSecond }) => bytes(readBytesPerSecond) },
  { title: 'Pauses', read: ({ pausedUs }) => us(pausedUs === 0 ? null : pausedUs) },
  { title: 'p50', read: ({ deliveryLatencyUs }) => us(deliveryLatencyUs.p50) },
  { title: 'p99', read: ({ deliveryLatencyUs }) => us(deliveryLatencyUs.p99) },
  { title: 'max', read: ({ deliveryLatencyUs }) => us(deliveryLatencyUs.max) },
  { title: 'Expected', read: ({ ledger }) => count(ledger.expected) },
  { title: 'Delivered', read: ({ ledger }) => count(ledger.delivered) },
  { title: 'Lost', read: ({ ledger }) => count(ledger.lost) },
  { title: 'Recovered', read: ({ ledger }) => count(ledger.recovered) },
  { title: 'Cut off', read: ({ disconnected }) => count(disconnected) },
  { title: 'Attempts', read: ({ attempts }) => count(attempts) },
  {
    title: 'Attempts / client',
    read: ({ attempts, clients }) => plain(clients === 0 ? null : attempts / clients),
  },
  { title: 'Policy', read: ({ reconnect }) => reconnect },
];

/** One row for each cohort of each trial that has any. */
export function buildCohortTable(
  trials: readonly TrialResult[],
  heads: readonly TrialHead[],
  titles: readonly string[] = columns.map(({ title }) => title),
): Table {
  const shown = columns.filter(({ title }) => titles.includes(title));
  return {
    title: 'Cohorts',
    note: 'Clients that read slowly or come back by a policy of their own, and the others. Latency: of all deliveries after the warm-up. Cut off: connections lost that were meant to stay, above all those that the server ended because a buffer was full. Attempts count first connections too.',
    columns: [
      { title: 'Trial', numeric: false },
      ...shown.map(({ title }) => ({ title, numeric: title !== 'Cohort' && title !== 'Policy' })),
    ],
    rows: heads.flatMap((head, at) =>
      (trials[at]?.cohorts ?? []).map((cohort) => ({
        standing: head.standing,
        cells: [head.name, ...shown.map(({ read }) => read(cohort))],
      })),
    ),
  };
}

/** The columns of the cohorts that fit a terminal. */
export const briefCohortColumns = [
  'Cohort',
  'Clients',
  'p50',
  'p99',
  'Expected',
  'Lost',
  'Cut off',
  'Attempts',
];

/** What the server did to clients that read too slowly; no row for a trial in which no buffer was full. */
export const overflowTable: TableSpec = {
  title: 'Full buffers',
  note: 'Times that the server found a client’s buffer full, and what it then did by its policy: disconnect ends the connection, drop passes messages by, coalesce keeps the newest for it and gives up the one before. Dropped and coalesced are the server’s own counts; they are lost to the client unless it resumes, and a connection that ends while its buffer is full may have been given less than that.',
  applies: (trial) => (trial.server.overflow?.overflowed ?? 0) > 0,
  columns: [
    { title: 'Policy', read: (trial) => trial.server.overflow?.policy ?? null },
    { title: 'Times full', read: (trial) => count(trial.server.overflow?.overflowed ?? null) },
    { title: 'Dropped', read: (trial) => count(trial.server.overflow?.dropped ?? null) },
    { title: 'Coalesced', read: (trial) => count(trial.server.overflow?.coalesced ?? null) },
    { title: 'Lost by clients', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Cut off', read: (trial) => count(trial.storm.disconnected) },
  ],
};
