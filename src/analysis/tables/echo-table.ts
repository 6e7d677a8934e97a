import type { TrialResult } from '../../storage/result.js';
import { type CellValue, count, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** Round trips of messages that clients had echoed; no row for a trial without any. */
export const echoTable: TableSpec = {
  title: 'Round trips',
  note: 'Each client sends its own messages on an open schedule and is given them back: client, server, client. A round trip runs from the instant the message was due to its return, on one clock, so no offset between clocks enters it. Sent = returned + lost. Uplinks are the second connections on which clients of SSE and polling post; they are not among the connections.',
  applies: (trial) => trial.echo !== null,
  columns: [
    { title: 'p50 steady', read: (trial) => us(trial.echo?.roundTripByPhaseUs.steady?.p50 ?? null) },
    { title: 'p99 steady', read: (trial) => us(trial.echo?.roundTripByPhaseUs.steady?.p99 ?? null) },
    { title: 'min', read: (trial) => us(trial.echo?.roundTripUs.min ?? null) },
    { title: 'p50', read: (trial) => us(trial.echo?.roundTripUs.p50 ?? null) },
    { title: 'p90', read: (trial) => us(trial.echo?.roundTripUs.p90 ?? null) },
    { title: 'p99', read: (trial) => us(trial.echo?.roundTripUs.p99 ?? null) },
    { title: 'p99.9', read: (trial) => us(trial.echo?.roundTripUs.p999 ?? null) },
    { title: 'max', read: (trial) => us(trial.echo?.roundTripUs.max ?? null) },
    { title: 'Send lag p99', read: (trial) => us(trial.echo?.sendLagUs.p99 ?? null) },
    ...ledgerColumns(),
    { title: 'Uplinks, clients', read: (trial) => count(trial.echo?.uplinks.steady.clients ?? null) },
    { title: 'Uplinks, server', read: (trial) => count(trial.echo?.uplinks.steady.server ?? null) },
    { title: 'Uplinks, kernel', read: (trial) => count(trial.echo?.uplinks.steady.kernel ?? null) },
  ],
};

/** The few figures that fit a terminal. */
export const echoSummary: TableSpec = {
  ...echoTable,
  columns: [
    ...echoTable.columns.filter(({ title }) => ['p50', 'p90', 'p99', 'max', 'Send lag p99'].includes(title)),
    ...ledgerColumns().filter(({ title }) => ['Sent', 'Lost'].includes(title)),
  ],
};

function ledgerColumns(): { title: string; read: (trial: TrialResult) => CellValue }[] {
  const titles = {
    due: 'Due',
    unsent: 'Not sent',
    sent: 'Sent',
    returned: 'Returned',
    lost: 'Lost',
    refused: 'Refused',
    duplicate: 'Duplicates',
    outOfOrder: 'Out of order',
  } as const;
  return (Object.keys(titles) as (keyof typeof titles)[]).map((key) => ({
    title: titles[key],
    read: (trial) => count(trial.echo?.ledger[key] ?? null),
  }));
}
