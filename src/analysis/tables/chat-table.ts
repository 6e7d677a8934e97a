import { count, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** What was said in rooms and heard there; no row for a trial without any. */
export const chatTable: TableSpec = {
  title: 'Rooms',
  note: 'Every client says messages on an open schedule, and all others of its room are due them while they are there. Latency: from the instant a message was due to its arrival at another member, both on one host’s clock. Expected = heard + lost; missed were said while a member was away. Joins and leaves: words of who came and went, at all members.',
  applies: (trial) => trial.chat !== undefined,
  columns: [
    { title: 'Members', read: ({ chat }) => count(chat?.roomSize ?? null) },
    { title: 'Rooms', read: ({ chat }) => count(chat?.rooms.length ?? null) },
    { title: 'p50', read: ({ chat }) => us(chat?.hearingUs.p50 ?? null) },
    { title: 'p90', read: ({ chat }) => us(chat?.hearingUs.p90 ?? null) },
    { title: 'p99', read: ({ chat }) => us(chat?.hearingUs.p99 ?? null) },
    { title: 'max', read: ({ chat }) => us(chat?.hearingUs.max ?? null) },
    { title: 'Due', read: ({ chat }) => count(chat?.ledger.due ?? null) },
    { title: 'Said', read: ({ chat }) => count(chat?.ledger.said ?? null) },
    { title: 'Expected', read: ({ chat }) => count(chat?.ledger.expected ?? null) },
    { title: 'Heard', read: ({ chat }) => count(chat?.ledger.heard ?? null) },
    { title: 'Lost', read: ({ chat }) => count(chat?.ledger.lost ?? null) },
    { title: 'Missed', read: ({ chat }) => count(chat?.ledger.missed ?? null) },
    { title: 'Duplicates', read: ({ chat }) => count(chat?.ledger.duplicate ?? null) },
    { title: 'Out of order', read: ({ chat }) => count(chat?.ledger.outOfOrder ?? null) },
    { title: 'Refused', read: ({ chat }) => count(chat?.ledger.refused ?? null) },
    { title: 'Rooms with loss', read: ({ chat }) => count(chat?.ledger.roomsWithLoss ?? null) },
    { title: 'Joins', read: ({ chat }) => count(chat?.presence.joins ?? null) },
    { title: 'Leaves', read: ({ chat }) => count(chat?.presence.leaves ?? null) },
    { title: 'Send lag p99', read: ({ chat }) => us(chat?.sendLagUs.p99 ?? null) },
  ],
};

const brief = ['p50', 'p99', 'max', 'Said', 'Heard', 'Lost', 'Missed', 'Joins', 'Leaves'];

/** The few figures that fit a terminal. */
export const chatSummary: TableSpec = {
  ...chatTable,
  columns: chatTable.columns.filter(({ title }) => brief.includes(title)),
};
