import { bytes, count, perSecond, us } from '../report/phrase.js';
import { type Standing, standingOf } from '../report/standing.js';
import type { TableSpec } from './table-spec.js';

const answers: Readonly<Record<Standing, string>> = { valid: 'yes', invalid: 'no', interrupted: 'cut short' };

export const summaryTable: TableSpec = {
  title: 'Summary',
  note: 'Delivery latency in the steady phase; overhead in bytes beside the payload, per delivered message; peak attempts per second after the cut; time until 99 % of the clients were back.',
  columns: [
    { title: 'p50', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p50 ?? null) },
    { title: 'p99', read: (trial) => us(trial.deliveryLatencyByPhaseUs.steady?.p99 ?? null) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Overhead', read: (trial) => bytes(trial.bytes.overheadPerMessage) },
    {
      title: 'Peak',
      read: (trial) => perSecond(trial.storm.attempts > 0 ? trial.storm.peakAttemptsPerSecond : null),
    },
    { title: '99 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p99) },
    { title: 'Valid', read: (trial) => answers[standingOf(trial)] },
  ],
};
