import { bytes, count, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

export const transportsTable: TableSpec = {
  title: 'Transports',
  note: 'Latency runs from the instant a message was due to its receipt; “all phases” are those after the warm-up. Overhead is everything on the socket beside payload and set-up, per delivered message. Server CPU is per delivered message.',
  columns: [
    { title: 'p50 steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p50 ?? null) },
    { title: 'p99 steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p99 ?? null) },
    { title: 'max steady', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.max ?? null) },
    { title: 'p99 all phases', read: (trial) => us(trial.deliveryLatencyUs.p99) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Duplicates', read: (trial) => count(trial.ledger.duplicate) },
    { title: 'Overhead / message', read: (trial) => bytes(trial.bytes.overheadPerMessage) },
    { title: 'Set-up / connection', read: (trial) => bytes(trial.bytes.setupPerConnection) },
    { title: 'Server CPU', read: (trial) => us(trial.server.cpuUsPerDelivered) },
    { title: 'Server RSS peak', read: (trial) => bytes(trial.server.rssPeakBytes) },
    { title: 'Connections peak', read: (trial) => count(trial.connections.peak.clients) },
  ],
};
