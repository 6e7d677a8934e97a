import { bytes } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

export const bytesTable: TableSpec = {
  title: 'Where the bytes went',
  note: 'Totals at the client sockets, both directions. The parts add up to the total; a remainder makes a trial invalid. Payload is as the application got it; compression is what it saved, so negative.',
  columns: [
    { title: 'Total', read: (trial) => bytes(trial.bytes.received + trial.bytes.sent) },
    { title: 'Received', read: (trial) => bytes(trial.bytes.received) },
    { title: 'Sent', read: (trial) => bytes(trial.bytes.sent) },
    { title: 'Payload', read: (trial) => bytes(trial.bytes.payload) },
    { title: 'Framing', read: (trial) => bytes(trial.bytes.framing) },
    { title: 'Requests', read: (trial) => bytes(trial.bytes.requests) },
    { title: 'Heartbeats', read: (trial) => bytes(trial.bytes.heartbeats) },
    { title: 'Empty polls', read: (trial) => bytes(trial.bytes.emptyPolls) },
    { title: 'Compression', read: (trial) => bytes(trial.bytes.compression) },
    { title: 'Set-up', read: (trial) => bytes(trial.bytes.setup) },
    { title: 'Unaccounted', read: (trial) => bytes(trial.bytes.unaccounted) },
  ],
};
