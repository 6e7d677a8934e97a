import { bytes, count, plain, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** Delivery at least once; no row for a trial without acknowledgements. */
export const acksTable: TableSpec = {
  title: 'Acknowledgements',
  note: 'Clients acknowledge what they take; what they have not acknowledged the server sends again, after its timeout or when they come back. Sent again is the server’s count of such sendings, Dropped what receivers had already and dropped: the ledger has each message delivered once. The rest were first deliveries, or broke off again. Withheld: acknowledgements not sent, as if they had been lost. Their bytes are requests. Polls acknowledge by their cursor, at no further cost.',
  applies: (trial) => trial.acks !== undefined,
  columns: [
    { title: 'Mode', read: ({ acks }) => acks?.mode ?? null },
    {
      title: 'Waits',
      read: ({ acks }) => us(acks === undefined || acks.mode === 'each' ? null : acks.everyUs),
    },
    { title: 'Timeout', read: ({ acks }) => us(acks?.timeoutUs ?? null) },
    { title: 'Acks sent', read: ({ acks }) => count(acks?.sent ?? null) },
    { title: 'Withheld', read: ({ acks }) => count(acks?.withheld ?? null) },
    { title: 'Refused', read: ({ acks }) => count(acks?.refused ?? null) },
    { title: 'Acknowledged', read: ({ acks }) => count(acks?.server.acknowledged ?? null) },
    { title: 'Sent again', read: ({ acks }) => count(acks?.server.redelivered ?? null) },
    { title: 'Dropped', read: ({ acks }) => count(acks?.redelivered ?? null) },
    { title: 'Delivered', read: ({ ledger }) => count(ledger.delivered) },
    { title: 'Lost', read: ({ ledger }) => count(ledger.lost) },
    {
      title: 'Acks / message',
      read: ({ acks, ledger }) => plain(ledger.delivered === 0 ? null : (acks?.sent ?? 0) / ledger.delivered),
    },
    {
      title: 'Request bytes / message',
      read: (trial) =>
        bytes(trial.ledger.delivered === 0 ? null : trial.bytes.requests / trial.ledger.delivered),
    },
  ],
};

const brief = ['Mode', 'Acks sent', 'Sent again', 'Dropped', 'Delivered', 'Lost', 'Request bytes / message'];

/** The few figures that fit a terminal. */
export const acksSummary: TableSpec = {
  ...acksTable,
  columns: acksTable.columns.filter(({ title }) => brief.includes(title)),
};
